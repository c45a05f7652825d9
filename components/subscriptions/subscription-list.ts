import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { productLookup, tenantLookup } from '@/components/form/lookups'
import { subscriptionStates } from '@/lib/contracts/enumerations'

export const subscriptionSpec: TableQuerySpec = {
  filters: [
    { name: 'state', label: 'State', options: optionsOf(subscriptionStates) },
    { name: 'tenantId', label: 'Tenant', lookup: tenantLookup },
    { name: 'productId', label: 'Product', lookup: productLookup },
  ],
  defaultSort: '-createdAt',
}

/** The inbox: what waits, the oldest first. */
export const approvalSpec: TableQuerySpec = {
  filters: [
    { name: 'tenantId', label: 'Tenant', lookup: tenantLookup },
    { name: 'productId', label: 'Product', lookup: productLookup },
  ],
  fixed: { state: 'submitted' },
  defaultSort: 'createdAt',
}
