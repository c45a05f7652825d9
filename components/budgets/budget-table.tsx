'use client'

import { EditBudget } from '@/components/budgets/budget-dialogs'
import { budgetSpec } from '@/components/budgets/budget-list'
import { dayTitle } from '@/components/budgets/words'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { RowLink } from '@/components/data-table/row-link'
import { Badge } from '@/components/ui/badge'
import { DeleteButton } from '@/components/ui/delete-button'
import { EmptyState } from '@/components/ui/empty-state'
import { Meter } from '@/components/ui/meter'
import { Money } from '@/components/ui/money'
import type { FirstPage } from '@/lib/client/use-list'
import type { Budget } from '@/lib/contracts/budget'

/** Budgets, and how each stands in its running period. */
export function BudgetTable({ first, canEdit }: { first: FirstPage<Budget> | undefined; canEdit: boolean }) {
  return (
    <ListTable
      label="Budgets"
      path="budgets"
      columns={columns}
      rowId={(row) => row.id}
      spec={budgetSpec}
      first={first}
      empty={
        <EmptyState
          title="No budget yet"
          advice="Plan one for a tenant, a product, a cost centre or a model: its owners hear of it before the money is gone."
        />
      }
      rowActions={canEdit ? (budget) => <BudgetActions budget={budget} /> : undefined}
    />
  )
}

export function BudgetActions({ budget, goTo }: { budget: Budget; goTo?: string }) {
  return (
    <span className="inline-flex gap-1">
      <EditBudget budget={budget} isSmall={!goTo} />
      <DeleteButton
        size={goTo ? undefined : 'small'}
        path={`budgets/${budget.id}`}
        version={budget.version}
        noun="budget"
        name={budget.name}
        goTo={goTo}
        consequence={`Nobody hears any more of what ${budget.scopeLabel} spends.${budget.hardStop ? ' Its hard stop goes with it: calls beyond the amount are no longer refused.' : ''}`}
      />
    </span>
  )
}

const columns: ColumnSpec<Budget>[] = [
  {
    id: 'name',
    title: 'Name',
    text: (row) => row.name,
    cell: (row) => <RowLink href={`/finance/budgets/${row.id}`}>{row.name}</RowLink>,
    sortBy: 'name',
  },
  { id: 'scope', title: 'For', text: (row) => row.scopeLabel },
  { id: 'period', title: 'Each', text: (row) => row.period },
  {
    id: 'amount',
    title: 'Amount',
    text: (row) => `${row.amount} ${row.currency}`,
    cell: (row) => <Money amount={row.amount} currency={row.currency} />,
    sortBy: 'amountNano',
    isNumeric: true,
  },
  {
    id: 'spent',
    title: 'Spent',
    text: (row) => row.state?.spent ?? '',
    cell: (row) => <Spent budget={row} />,
    isNumeric: true,
  },
  {
    id: 'expected',
    title: 'Expected at the end',
    text: (row) => row.state?.expected ?? '',
    cell: (row) => <Expected budget={row} />,
    isNumeric: true,
  },
  {
    id: 'usedUpOn',
    title: 'Used up on',
    text: (row) => row.state?.usedUpOn ?? '',
    cell: (row) => <span className="whitespace-nowrap">{row.state?.usedUpOn ? dayTitle(row.state.usedUpOn) : '–'}</span>,
  },
  { id: 'hardStop', title: 'Beyond it', text: (row) => (row.hardStop ? 'calls are refused' : 'calls pass') },
  {
    id: 'raise',
    title: 'Asked for',
    text: (row) => row.raise?.amount ?? '',
    cell: (row) => (row.raise ? <Money amount={row.raise.amount} currency={row.currency} /> : '–'),
    isNumeric: true,
  },
  { id: 'createdBy', title: 'Planned by', text: (row) => row.createdBy, isHiddenAtFirst: true },
]

function Spent({ budget: { state, currency, name } }: { budget: Budget }) {
  if (!state) return '–'
  return (
    <span className="inline-block min-w-28">
      <Money amount={state.spent} currency={currency} /> · {Math.round(state.spentPercent)}%
      <Meter label={`${name}: spent`} used={state.spentPercent} all={100} />
    </span>
  )
}

function Expected({ budget: { state, currency } }: { budget: Budget }) {
  if (!state) return '–'
  return (
    <span>
      <Money amount={state.expected} currency={currency} />{' '}
      {state.spentPercent >= 100 ? (
        <Badge tone="bad">used up</Badge>
      ) : state.expectedPercent >= 100 ? (
        <Badge tone="warn">{Math.round(state.expectedPercent)}%</Badge>
      ) : (
        `· ${Math.round(state.expectedPercent)}%`
      )}
    </span>
  )
}
