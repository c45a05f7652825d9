import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { modelLookup } from '@/components/form/lookups'
import { productStates } from '@/lib/contracts/enumerations'

export const productSpec: TableQuerySpec = {
  filters: [
    { name: 'state', label: 'State', options: optionsOf(productStates) },
    { name: 'model', label: 'Model', lookup: modelLookup },
  ],
  defaultSort: 'name',
}

/** What is on offer, as developers see it. */
export const catalogSpec: TableQuerySpec = { fixed: { state: 'published', limit: 30 }, defaultSort: 'name' }
