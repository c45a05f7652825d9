import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { tenantLookup } from '@/components/form/lookups'

/** `month` is chosen above the table, for the whole page. */
export const statementSpec: TableQuerySpec = {
  filters: [
    { name: 'month', label: 'Month', input: 'text', isMore: true },
    { name: 'state', label: 'State', options: optionsOf(['closed', 'reopened']) },
    { name: 'tenantId', label: 'Tenant', lookup: tenantLookup },
  ],
  defaultSort: '-number',
}
