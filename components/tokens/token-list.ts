import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'

export const tokenSpec: TableQuerySpec = {
  filters: [{ name: 'state', label: 'State', options: optionsOf(['active', 'expired', 'revoked']) }],
  defaultSort: '-createdAt',
}
