import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { modelLookup, productLookup, tenantLookup } from '@/components/form/lookups'
import { measures } from '@/lib/contracts/enumerations'

export const limitSpec: TableQuerySpec = {
  filters: [
    { name: 'measure', label: 'Measure', options: optionsOf(measures) },
    { name: 'tenantId', label: 'Tenant', lookup: tenantLookup },
    { name: 'productId', label: 'Product', lookup: productLookup },
    { name: 'model', label: 'Model', lookup: modelLookup },
  ],
  defaultSort: 'name',
}
