import type { TableQuerySpec } from '@/components/data-table/table-query'
import { userLookup } from '@/components/form/lookups'

export const allSessionsSpec: TableQuerySpec = {
  filters: [{ name: 'userId', label: 'User', lookup: userLookup }],
  fixed: { of: 'all', state: 'live' },
  defaultSort: '-lastSeenAt',
}
