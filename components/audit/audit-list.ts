import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { tenantLookup, userLookup } from '@/components/form/lookups'

const nouns = [
  'tenant',
  'user',
  'member',
  'product',
  'model',
  'backend',
  'pool',
  'subscription',
  'key',
  'limit',
  'price',
  'token',
  'session',
  'link',
  'rule',
  'channel',
  'alert',
  'setting',
]

export const auditSpec: TableQuerySpec = {
  filters: [
    { name: 'noun', label: 'Noun', options: optionsOf(nouns) },
    { name: 'tenantId', label: 'Tenant', lookup: tenantLookup },
    { name: 'actorId', label: 'Who', lookup: userLookup, isMore: true },
    { name: 'from', label: 'From', input: 'moment', isMore: true },
    { name: 'to', label: 'To', input: 'moment', isMore: true },
    { name: 'action', label: 'Action', input: 'text', isMore: true },
    { name: 'entityId', label: 'Id', input: 'text', isMore: true },
  ],
}

/** Of the own tenants; an owner cannot search among all users. */
export const ownAuditSpec: TableQuerySpec = { filters: auditSpec.filters?.filter(({ name }) => name !== 'actorId') }
