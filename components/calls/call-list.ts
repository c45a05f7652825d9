import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { backendLookup, modelLookup, productLookup, tenantLookup } from '@/components/form/lookups'
import { outcomes } from '@/lib/contracts/enumerations'

export const callSpec: TableQuerySpec = {
  filters: [
    { name: 'outcome', label: 'Outcome', options: optionsOf(outcomes) },
    { name: 'tenantId', label: 'Tenant', lookup: tenantLookup },
    { name: 'model', label: 'Model', lookup: modelLookup },
    { name: 'from', label: 'From', input: 'moment', isMore: true },
    { name: 'to', label: 'To', input: 'moment', isMore: true },
    { name: 'code', label: 'Code', input: 'text', isMore: true },
    { name: 'status', label: 'Status', input: 'text', isMore: true },
    { name: 'minDurationMs', label: 'At least (ms)', input: 'text', isMore: true },
    { name: 'keyLast4', label: 'Key ends in', input: 'text', isMore: true },
    { name: 'clientRequestId', label: 'Caller’s own id', input: 'text', isMore: true },
    { name: 'endUser', label: 'End user', input: 'text', isMore: true },
    { name: 'tag', label: 'Tag', input: 'text', isMore: true },
    { name: 'productId', label: 'Product', lookup: productLookup, isMore: true },
    { name: 'backendId', label: 'Backend', lookup: backendLookup, isMore: true },
    { name: 'operation', label: 'Operation', input: 'text', isMore: true },
    { name: 'subscriptionId', label: 'Subscription id', input: 'text', isMore: true },
    { name: 'keyId', label: 'Key id', input: 'text', isMore: true },
    { name: 'limitId', label: 'Limit id', input: 'text', isMore: true },
    { name: 'replica', label: 'Process', input: 'text', isMore: true },
  ],
}

/** Of the own tenants; where a call went is the platform's business. */
export const portalCallSpec: TableQuerySpec = {
  filters: callSpec.filters?.filter(({ name }) => !['backendId', 'replica', 'limitId'].includes(name)),
}

/** For finance: as reports drill down to them, by days of the tenants' own calendars; nothing of keys and processes. */
export const financeCallSpec: TableQuerySpec = {
  filters: [
    ...(callSpec.filters?.filter(({ name }) => !['backendId', 'replica', 'limitId', 'keyLast4', 'keyId'].includes(name)) ?? []),
    { name: 'firstDay', label: 'First day', input: 'text', isMore: true },
    { name: 'lastDay', label: 'Last day', input: 'text', isMore: true },
    { name: 'backendId', label: 'Backend id', input: 'text', isMore: true },
  ],
}
