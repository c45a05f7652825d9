'use client'

import { usageSpec } from '@/components/apim-usage/usage-list'
import type { ColumnSpec } from '@/components/data-table/columns'
import { ListTable } from '@/components/data-table/list-table'
import { EmptyState } from '@/components/ui/empty-state'
import { describeCount } from '@/components/ui/number-text'
import { Time } from '@/components/ui/time'
import type { FirstPage } from '@/lib/client/use-list'
import type { AzureUsageImport } from '@/lib/contracts/azure-usage'

/** Files that were brought in, newest first. */
export function UsageImportTable({ first }: { first: FirstPage<AzureUsageImport> | undefined }) {
  return (
    <ListTable
      label="Usage imports"
      path="azure/usage"
      columns={columns}
      rowId={(row) => row.id}
      spec={usageSpec}
      first={first}
      empty={
        <EmptyState
          title="Nothing brought in yet"
          advice="Chargeback knows the calls of this gateway alone. Export rows of ApiManagementGatewayLlmLog from Log Analytics, and traffic that passes API Management is charged as well."
        />
      }
    />
  )
}

const columns: ColumnSpec<AzureUsageImport>[] = [
  {
    id: 'at',
    title: 'Brought in',
    text: (row) => row.createdAt,
    cell: (row) => <Time value={row.createdAt} />,
    sortBy: 'createdAt',
  },
  { id: 'source', title: 'Source', text: (row) => row.source, sortBy: 'source' },
  { id: 'fileName', title: 'File', text: (row) => row.fileName },
  { id: 'from', title: 'From', text: (row) => row.from ?? '', cell: (row) => (row.from ? <Time value={row.from} /> : '') },
  { id: 'to', title: 'To', text: (row) => row.to ?? '', cell: (row) => (row.to ? <Time value={row.to} /> : '') },
  { id: 'calls', title: 'Calls in it', text: (row) => describeCount(row.calls), isNumeric: true },
  { id: 'booked', title: 'Booked', text: (row) => describeCount(row.booked), isNumeric: true },
  { id: 'known', title: 'Known before', text: (row) => describeCount(row.known), isNumeric: true },
  { id: 'unmapped', title: 'Left out', text: (row) => describeCount(row.unmapped), isNumeric: true },
  { id: 'createdBy', title: 'By', text: (row) => row.createdBy, isHiddenAtFirst: true },
]
