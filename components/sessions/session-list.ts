import type { TableQuerySpec } from '@/components/data-table/table-query'
import { userLookup } from '@/components/form/lookups'

/** The browsers one user is signed in with, on their own page. */
export function sessionsOf(userId: string) {
  return { fixed: { userId, state: 'live' }, prefix: 'sessions.' }
}

export const allSessionsSpec: TableQuerySpec = {
  filters: [{ name: 'userId', label: 'User', lookup: userLookup }],
  fixed: { of: 'all', state: 'live' },
  defaultSort: '-lastSeenAt',
}
