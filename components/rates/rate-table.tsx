'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { rateSpec } from '@/components/rates/rate-list'
import { Badge } from '@/components/ui/badge'
import { EmptyState } from '@/components/ui/empty-state'
import { Time } from '@/components/ui/time'
import { monthTitle } from '@/lib/base/day-range'
import type { FirstPage } from '@/lib/client/use-list'
import type { Rate } from '@/lib/contracts/rate'

/** Every rate that was published, corrected ones included. */
export function RateTable({ first }: { first: FirstPage<Rate> | undefined }) {
  return (
    <ListTable
      label="Exchange rates"
      path="rates"
      columns={columns}
      rowId={(row) => row.id}
      spec={rateSpec}
      first={first}
      empty={
        <EmptyState
          title="No exchange rate yet"
          advice="Where tenants are billed in several currencies, publish a rate for each, month by month: totals are told in one currency then."
        />
      }
    />
  )
}

const columns: ColumnSpec<Rate>[] = [
  { id: 'month', title: 'Month', text: (row) => row.month, cell: (row) => monthTitle(row.month), sortBy: 'month' },
  { id: 'from', title: 'One', text: (row) => row.from, sortBy: 'from' },
  { id: 'rate', title: 'Is', text: (row) => row.rate, isNumeric: true },
  { id: 'to', title: 'In', text: (row) => row.to },
  {
    id: 'state',
    title: 'State',
    text: (row) => (row.isInForce ? 'in force' : 'corrected'),
    cell: (row) => <Badge tone={row.isInForce ? 'good' : 'neutral'}>{row.isInForce ? 'in force' : 'corrected'}</Badge>,
  },
  { id: 'version', title: 'Version', text: (row) => String(row.version), isNumeric: true, isHiddenAtFirst: true },
  { id: 'source', title: 'Source', text: (row) => row.source },
  {
    id: 'publishedAt',
    title: 'Published',
    text: (row) => row.publishedAt,
    cell: (row) => <Time value={row.publishedAt} style="day" />,
    sortBy: 'publishedAt',
  },
]
