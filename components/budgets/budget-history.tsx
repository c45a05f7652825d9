'use client'

import { periodTitle } from '@/components/budgets/words'
import { type LocalColumn, LocalTable } from '@/components/data-table/local-table'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import { parseNano } from '@/lib/base/money'
import type { BudgetDetail } from '@/lib/contracts/budget'

type Raise = BudgetDetail['raises'][number]
type Event = BudgetDetail['events'][number]

/** Who asked for more, why, and what became of it. */
export function RaiseTable({ raises, currency }: { raises: Raise[]; currency: string }) {
  const columns: LocalColumn<Raise>[] = [
    {
      id: 'amount',
      title: 'Amount',
      text: (row) => row.amount,
      cell: (row) => <Money amount={row.amount} currency={currency} />,
      value: (row) => parseNano(row.amount) ?? 0n,
    },
    { id: 'state', title: 'State', text: (row) => row.state, cell: (row) => <StateBadge state={stateWords[row.state]} /> },
    { id: 'by', title: 'Asked by', text: (row) => row.requestedBy },
    { id: 'reason', title: 'Reason', text: (row) => row.reason },
    { id: 'at', title: 'When', text: (row) => row.requestedAt, cell: (row) => <Time value={row.requestedAt} /> },
    { id: 'decidedBy', title: 'Decided by', text: (row) => row.decidedBy ?? '–' },
    { id: 'note', title: 'Note', text: (row) => row.note ?? '' },
  ]
  return (
    <LocalTable
      label="Larger budgets asked for"
      columns={columns}
      rows={raises}
      rowId={(row) => row.id}
      prefix="raises-"
      hasSearch={false}
      empty={
        <EmptyState title="Nobody has asked for more" advice="Whoever may see this budget may ask; somebody else decides." />
      }
    />
  )
}

const stateWords = { requested: 'submitted', approved: 'active', rejected: 'rejected' }

/** Which thresholds were reached, and when. */
export function EventTable({ events, currency }: { events: Event[]; currency: string }) {
  const amount = (id: 'spent' | 'expected', title: string): LocalColumn<Event> => ({
    id,
    title,
    text: (row) => row[id],
    cell: (row) => <Money amount={row[id]} currency={currency} />,
    value: (row) => parseNano(row[id]) ?? 0n,
    isNumeric: true,
  })
  const columns: LocalColumn<Event>[] = [
    { id: 'period', title: 'Period', text: (row) => row.period, cell: (row) => periodTitle(row.period) },
    {
      id: 'threshold',
      title: 'Threshold',
      text: (row) => `${row.threshold}% ${row.kind === 'actual' ? 'spent' : 'expected'}`,
      value: (row) => row.threshold,
    },
    amount('spent', 'Spent then'),
    amount('expected', 'Expected then'),
    { id: 'at', title: 'When', text: (row) => row.at, cell: (row) => <Time value={row.at} /> },
  ]
  return (
    <LocalTable
      label="Thresholds reached"
      columns={columns}
      rows={events}
      rowId={(row) => `${row.period} ${row.kind} ${row.threshold}`}
      prefix="events-"
      hasSearch={false}
      empty={<EmptyState title="None reached" advice="The owners hear of each once a period, when it is reached." />}
    />
  )
}
