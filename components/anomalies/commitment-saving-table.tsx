'use client'

import { type LocalColumn, LocalTable } from '@/components/data-table/local-table'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount } from '@/components/ui/number-text'
import { parseNano } from '@/lib/base/money'
import type { Savings } from '@/lib/contracts/anomaly'

type Row = Savings['commitments'][number]

/** What each commitment's calls would have cost by token, beside what it cost. */
export function CommitmentSavingTable({ commitments }: { commitments: Row[] }) {
  return (
    <LocalTable
      label="Saved by provisioned throughput"
      columns={columns}
      rows={commitments}
      rowId={(row) => row.id}
      prefix="commitments-"
      searchLabel="commitments"
      empty={
        <EmptyState
          title="No commitment in these days"
          advice="Where tokens come steadily, throughput bought by the hour may be cheaper."
        />
      }
    />
  )
}

const money = (id: 'byToken' | 'cost' | 'saved', title: string): LocalColumn<Row> => ({
  id,
  title,
  text: (row) => row[id],
  cell: (row) => <Money amount={row[id]} currency={row.currency} />,
  value: (row) => parseNano(row[id]) ?? 0n,
  isNumeric: true,
})

const columns: LocalColumn<Row>[] = [
  { id: 'name', title: 'Commitment', text: (row) => row.name },
  money('saved', 'Saved'),
  money('byToken', 'By token it would be'),
  money('cost', 'It cost'),
  { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), value: (row) => row.calls, isNumeric: true },
  {
    id: 'unpriced',
    title: 'Without a price',
    text: (row) => describeCount(row.unpricedCalls),
    value: (row) => row.unpricedCalls,
    isNumeric: true,
  },
  { id: 'currency', title: 'Currency', text: (row) => row.currency, isHiddenAtFirst: true },
]
