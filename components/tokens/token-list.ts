import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'

export const tokenSpec: TableQuerySpec = {
  filters: [{ name: 'state', label: 'State', options: optionsOf(['active', 'expired', 'revoked']) }],
  defaultSort: '-createdAt',
}

/** Those of one user, on their own page. */
export function tokensOf(ownerId: string): TableQuerySpec {
  return { ...tokenSpec, fixed: { ownerId }, prefix: 'tokens.' }
}
