import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { providers } from '@/lib/contracts/enumerations'

export const backendSpec: TableQuerySpec = {
  filters: [{ name: 'provider', label: 'Provider', options: optionsOf(providers) }],
  defaultSort: 'name',
}
