'use client'

import { commitmentSpec, ruleWords } from '@/components/commitments/commitment-list'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { RowLink } from '@/components/data-table/row-link'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount } from '@/components/ui/number-text'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { Commitment } from '@/lib/contracts/commitment'

export function CommitmentTable({ first }: { first: FirstPage<Commitment> | undefined }) {
  return (
    <ListTable
      label="Commitments"
      path="commitments"
      columns={columns}
      rowId={(row) => row.id}
      spec={commitmentSpec}
      first={first}
      empty={
        <EmptyState
          title="No commitment yet"
          advice="Register throughput you have bought by the hour (PTUs): its cost is shared by who uses it, and its calls are not billed by token."
        />
      }
    />
  )
}

const columns: ColumnSpec<Commitment>[] = [
  {
    id: 'name',
    title: 'Commitment',
    text: (row) => row.name,
    cell: (row) => <RowLink href={`/finance/commitments/${row.id}`}>{row.name}</RowLink>,
    sortBy: 'name',
  },
  { id: 'state', title: 'State', text: (row) => row.state, cell: (row) => <StateBadge state={row.state} /> },
  { id: 'backend', title: 'Backend', text: (row) => row.backendName },
  { id: 'model', title: 'Model', text: (row) => row.model ?? 'all' },
  { id: 'units', title: 'Units', text: (row) => describeCount(row.units), isNumeric: true },
  {
    id: 'hourly',
    title: 'An hour',
    text: (row) => row.hourlyCost,
    cell: (row) => <Money amount={row.hourlyCost} currency={row.currency} />,
    isNumeric: true,
  },
  { id: 'owner', title: 'Owner', text: (row) => row.ownerName },
  { id: 'rule', title: 'Idle', text: (row) => ruleWords[row.idleRule] },
  { id: 'from', title: 'From', text: (row) => row.from, cell: (row) => <Time value={row.from} style="day" />, sortBy: 'from' },
  {
    id: 'until',
    title: 'Until',
    text: (row) => row.until,
    cell: (row) => <Time value={row.until} style="day" />,
    sortBy: 'until',
  },
]
