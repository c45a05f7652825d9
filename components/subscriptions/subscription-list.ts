import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { subscriptionStates } from '@/lib/contracts/subscription'

export const subscriptionSpec: TableQuerySpec = {
  filters: [
    { name: 'state', label: 'State', options: optionsOf(subscriptionStates) },
    { name: 'tenantId', label: 'Tenant' },
    { name: 'productId', label: 'Product' },
  ],
  defaultSort: '-createdAt',
}
