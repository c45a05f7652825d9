import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { productLookup, tenantLookup } from '@/components/form/lookups'
import { priceStates, providers } from '@/lib/contracts/enumerations'

export const contractSpec: TableQuerySpec = {
  filters: [
    { name: 'state', label: 'State', options: optionsOf(priceStates) },
    { name: 'kind', label: 'Kind', options: optionsOf(['discount', 'margin']) },
    { name: 'tenantId', label: 'Tenant', lookup: tenantLookup },
    { name: 'productId', label: 'Product', lookup: productLookup },
    { name: 'provider', label: 'Provider', options: optionsOf(providers), isMore: true },
  ],
  defaultSort: '-effectiveFrom',
}
