import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { outcomes } from '@/lib/contracts/call'

export const callSpec: TableQuerySpec = {
  filters: [
    { name: 'outcome', label: 'Outcome', options: optionsOf(outcomes) },
    { name: 'tenantId', label: 'Tenant' },
    { name: 'model', label: 'Model' },
    { name: 'productId', label: 'Product' },
  ],
}
