import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { productLookup, tenantLookup } from '@/components/form/lookups'

export const keySpec: TableQuerySpec = {
  filters: [
    { name: 'state', label: 'State', options: optionsOf(['active', 'expired', 'revoked']) },
    {
      name: 'endsWithinDays',
      label: 'Ends',
      options: [
        { value: '7', label: 'within a week' },
        { value: '30', label: 'within a month' },
        { value: '90', label: 'within a quarter' },
      ],
    },
    {
      name: 'unusedDays',
      label: 'Unused',
      options: [
        { value: '30', label: 'for a month' },
        { value: '90', label: 'for a quarter' },
        { value: '365', label: 'for a year' },
      ],
    },
    { name: 'tenantId', label: 'Tenant', lookup: tenantLookup },
    { name: 'productId', label: 'Product', lookup: productLookup },
  ],
  defaultSort: '-createdAt',
}

/** One's own: there are no other tenants or products to choose from than one's own tables show. */
export const portalKeySpec: TableQuerySpec = {
  ...keySpec,
  filters: keySpec.filters?.filter(({ name }) => !['tenantId', 'productId'].includes(name)),
}

/** Those of one subscription, all at once. */
export function keysOf(subscriptionId: string) {
  return { subscriptionId, limit: 100 }
}

/** A tenant's, on the page of its people. */
export function teamKeysOf(tenantId: string): TableQuerySpec {
  return { ...portalKeySpec, fixed: { tenantId }, prefix: 'keys.' }
}

/** A whole key that was pasted is cut to its two ends before it goes anywhere: a secret must not stand in a URL. */
export function endsOfKey(text: string): string {
  const whole = /^(tg_\w{4})\w{8,}(\w{4})$/.exec(text.trim())
  return whole ? `${whole[1]}…${whole[2]}` : text
}
