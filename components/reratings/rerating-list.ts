import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { modelLookup } from '@/components/form/lookups'
import { reratingStates } from '@/lib/contracts/enumerations'

export const reratingSpec: TableQuerySpec = {
  filters: [
    { name: 'state', label: 'State', options: optionsOf(reratingStates) },
    { name: 'model', label: 'Model', lookup: modelLookup },
  ],
  defaultSort: '-createdAt',
}
