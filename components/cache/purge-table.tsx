'use client'

import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { CachePurge } from '@/lib/contracts/cache'

/** What was purged, the last one first. */
export function PurgeTable({ first }: { first: FirstPage<CachePurge> | undefined }) {
  return (
    <ListTable
      label="Purges"
      path="cache/purges"
      columns={columns}
      rowId={(purge) => purge.id}
      spec={{ prefix: 'purges.', defaultSort: '-purgedAt' }}
      hasSearch={false}
      first={first}
      empty={<EmptyState title="Nothing was purged yet" advice="Answers end by themselves when their time is over." />}
    />
  )
}

const columns: ColumnSpec<CachePurge>[] = [
  { id: 'tenant', title: 'Tenant', text: (purge) => purge.tenantName ?? 'any' },
  { id: 'product', title: 'Product', text: (purge) => purge.productName ?? 'any' },
  { id: 'model', title: 'Model', text: (purge) => purge.modelName ?? 'any' },
  {
    id: 'purgedAt',
    title: 'Last purged',
    text: (purge) => purge.purgedAt,
    cell: (purge) => <Time value={purge.purgedAt} />,
    sortBy: 'purgedAt',
  },
  { id: 'purgedBy', title: 'By', text: (purge) => purge.purgedBy },
  { id: 'times', title: 'Times', text: (purge) => describeCount(purge.version), isNumeric: true },
]
