import type { Metadata } from 'next'
import { allOf, firstPage, type PageProps } from '@/app/page-data'
import { CreateBudget } from '@/components/budgets/budget-dialogs'
import { budgetSpec } from '@/components/budgets/budget-list'
import { BudgetTable } from '@/components/budgets/budget-table'
import { countOf } from '@/components/ui/number-text'
import { PageHeader } from '@/components/ui/page-header'
import { isAllowed, isAllowedEverywhere } from '@/lib/access/actor'
import { requireActor } from '@/lib/auth/require-actor'
import type { Budget } from '@/lib/contracts/budget'
import { listBudgets } from '@/lib/control/budgets/budget-queries'

export const metadata: Metadata = { title: 'Budgets' }

/** Does the money last? */
export default async function BudgetsPage({ searchParams }: PageProps) {
  const actor = await requireActor('budgets.read')
  const [first, all] = await Promise.all([
    firstPage(listBudgets, actor, await searchParams, budgetSpec),
    allOf<Budget>(listBudgets, actor),
  ])
  return (
    <>
      <PageHeader
        title="Budgets"
        sentence={sentenceOf(all)}
        actions={
          isAllowed(actor, 'budgets.create') ? <CreateBudget canStop={isAllowedEverywhere(actor, 'limits.create')} /> : null
        }
      />
      <BudgetTable first={first} canEdit={isAllowed(actor, 'budgets.update')} />
    </>
  )
}

function sentenceOf(budgets: Budget[]): string {
  if (budgets.length === 0) return 'No budget is planned: nobody hears of spend before it is on a statement.'
  const over = budgets.filter(({ state }) => (state?.spentPercent ?? 0) >= 100).length
  const atRisk = budgets.filter(({ state }) => (state?.expectedPercent ?? 0) >= 100).length - over
  const asked = budgets.filter(({ raise }) => raise !== null).length
  const parts = [
    over > 0 ? `${over} used up` : 'none used up',
    ...(atRisk > 0 ? [`${atRisk} more expected to be by the end of ${atRisk === 1 ? 'its' : 'their'} period`] : []),
    ...(asked > 0 ? [`for ${asked} somebody asks for more`] : []),
  ]
  return `${countOf(budgets.length, 'budget')}: ${parts.join(', ')}.`
}
