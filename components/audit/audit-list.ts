import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'

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
]

export const auditSpec: TableQuerySpec = {
  filters: [
    { name: 'noun', label: 'Noun', options: optionsOf(nouns) },
    { name: 'tenantId', label: 'Tenant' },
  ],
}
