/** What can be searched for in a field: each noun of which there may be thousands. */
import type { Lookup } from '@/lib/client/use-lookup'

export const tenantLookup: Lookup = { path: 'tenants', toNote: (row: { costCentre: string }) => row.costCentre }
export const productLookup: Lookup = { path: 'products', toNote: (row: { state: string }) => row.state }
export const userLookup: Lookup = { path: 'users', toNote: (row: { email: string }) => row.email }
export const serviceLookup: Lookup = { ...userLookup, query: { kind: 'service', disabled: 'false' } }
export const subscriptionLookup: Lookup = { path: 'subscriptions', toNote: (row: { tenantName: string }) => row.tenantName }
export const backendLookup: Lookup = { path: 'backends' }
export const poolLookup: Lookup = { path: 'pools' }
export const modelLookup: Lookup = { path: 'models', toValue: (row: { name: string }) => row.name }
export const keyLookup: Lookup = {
  path: 'keys',
  toLabel: (row: { prefix: string; last4: string }) => `${row.prefix}…${row.last4}`,
  toNote: (row: { subscriptionName: string }) => row.subscriptionName,
}
