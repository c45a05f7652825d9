/** The part of the management API that plans money. */
import type { BudgetDetail } from '@/lib/contracts/budget'
import { createBudget, deleteBudget, updateBudget } from '@/lib/control/budgets/budget-commands'
import { getBudget, listBudgets } from '@/lib/control/budgets/budget-queries'
import { approveRaise, askForRaise, rejectRaise } from '@/lib/control/budgets/raise-budget'
import { csvRoute, route } from '@/lib/http/route'
import { type CsvColumn, toCsv } from '@/lib/reports/csv'

export const budgetRoutes = {
  '/budgets': { GET: route('List budgets and how they stand', listBudgets), POST: route('Plan a budget', createBudget) },
  '/budgets/{id}': {
    GET: csvRoute('Get a budget with each day of its period', getBudget, (budget) => ({
      filename: `budget-${budget.state?.period ?? 'now'}.csv`,
      text: toCsv(dayColumns(budget), budget.days),
    })),
    PATCH: route('Change a budget; more money goes by approval', updateBudget),
    DELETE: route('Delete a budget, and its hard stop', deleteBudget),
  },
  '/budgets/{id}/raises': { POST: route('Ask for a larger budget', askForRaise) },
  '/budget-raises/{id}/approve': { POST: route('Approve a larger budget somebody else asked for', approveRaise) },
  '/budget-raises/{id}/reject': { POST: route('Reject a larger budget somebody else asked for', rejectRaise) },
} as const

function dayColumns({ name, currency }: BudgetDetail): CsvColumn<BudgetDetail['days'][number]>[] {
  return [
    { title: 'budget', value: () => name },
    { title: 'day', value: (day) => day.day },
    { title: 'spent', value: (day) => day.spent },
    { title: 'expected', value: (day) => day.expected },
    { title: 'currency', value: () => currency },
  ]
}
