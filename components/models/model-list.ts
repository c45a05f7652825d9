import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { poolLookup } from '@/components/form/lookups'
import { knownCapabilities } from '@/lib/contracts/enumerations'

export const modelSpec: TableQuerySpec = {
  filters: [
    { name: 'capability', label: 'Capability', options: optionsOf(knownCapabilities) },
    { name: 'poolId', label: 'Pool', lookup: poolLookup },
  ],
  defaultSort: 'name',
}
