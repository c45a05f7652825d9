import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { measures } from '@/lib/contracts/limit'

export const limitSpec: TableQuerySpec = {
  filters: [
    { name: 'measure', label: 'Measure', options: optionsOf(measures) },
    { name: 'tenantId', label: 'Tenant' },
    { name: 'productId', label: 'Product' },
  ],
  defaultSort: 'name',
}
