'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { RowLink } from '@/components/data-table/row-link'
import { describeDifferences } from '@/components/reratings/difference-text'
import { reratingSpec } from '@/components/reratings/rerating-list'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { Rerating } from '@/lib/contracts/rerating'

export function ReratingTable({ first }: { first: FirstPage<Rerating> | undefined }) {
  return (
    <ListTable
      label="Re-ratings"
      path="reratings"
      columns={columns}
      rowId={(row) => row.id}
      spec={reratingSpec}
      first={first}
      empty={
        <EmptyState
          title="No re-rating yet"
          advice="When a price turns out to have been wrong, set the right one from its date on, and work out here what calls would have cost."
        />
      }
    />
  )
}

const columns: ColumnSpec<Rerating>[] = [
  {
    id: 'model',
    title: 'Model',
    text: (row) => row.model,
    cell: (row) => <RowLink href={`/finance/re-rating/${row.id}`}>{row.model}</RowLink>,
    sortBy: 'model',
  },
  { id: 'state', title: 'State', text: (row) => row.state, cell: (row) => <StateBadge state={row.state} /> },
  { id: 'reason', title: 'Why', text: (row) => row.reason },
  {
    id: 'difference',
    title: 'Difference',
    text: (row) => row.totals.map(({ difference, currency }) => `${difference} ${currency}`).join(' + '),
    cell: (row) => <span className="whitespace-nowrap tabular-nums">{describeDifferences(row.totals)}</span>,
    isNumeric: true,
  },
  { id: 'tenants', title: 'Tenants', text: (row) => describeCount(row.tenants), isNumeric: true },
  { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), isNumeric: true },
  {
    id: 'from',
    title: 'From',
    text: (row) => row.from,
    cell: (row) => <Time value={row.from} style="day" />,
    sortBy: 'from',
  },
  { id: 'to', title: 'Until', text: (row) => row.to, cell: (row) => <Time value={row.to} style="day" /> },
  {
    id: 'createdAt',
    title: 'Worked out',
    text: (row) => row.createdAt,
    cell: (row) => <Time value={row.createdAt} />,
    sortBy: 'createdAt',
  },
  { id: 'createdBy', title: 'By', text: (row) => row.createdBy },
  { id: 'decidedBy', title: 'Decided by', text: (row) => row.decidedBy ?? '', isHiddenAtFirst: true },
]
