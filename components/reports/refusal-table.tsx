'use client'

import Link from 'next/link'
import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import { StateBadge } from '@/components/ui/state-badge'
import { Time } from '@/components/ui/time'
import type { Refusals } from '@/lib/contracts/report'

type Row = Refusals['items'][number]

/** Codes of refusals and failures with how often each happened. */
export function RefusalTable({ items }: { items: Row[] }) {
  return (
    <LocalTable
      label="Refusals"
      columns={columns}
      rows={items}
      rowId={(row) => `${row.outcome} ${row.code}`}
      prefix="refusals."
      hasSearch={false}
      empty={<EmptyState title="Nothing was refused" advice="No call was refused and none failed in this time." />}
    />
  )
}

const columns: LocalColumn<Row>[] = [
  {
    id: 'code',
    title: 'Code',
    text: (row) => row.code,
    cell: (row) => (
      <Link className="hover:underline" href={`/admin/calls?outcome=${row.outcome}`}>
        {row.code}
      </Link>
    ),
  },
  { id: 'outcome', title: 'Outcome', text: (row) => row.outcome, cell: (row) => <StateBadge state={row.outcome} /> },
  { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), value: (row) => row.calls, isNumeric: true },
  {
    id: 'lastHour',
    title: 'Last seen in the hour of',
    text: (row) => row.lastHour,
    cell: (row) => <Time value={row.lastHour} />,
  },
]
