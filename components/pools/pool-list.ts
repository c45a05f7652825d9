import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { poolStrategies } from '@/lib/contracts/enumerations'

export const poolSpec: TableQuerySpec = {
  filters: [{ name: 'strategy', label: 'Strategy', options: optionsOf(poolStrategies) }],
  defaultSort: 'name',
}
