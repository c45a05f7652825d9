import { kindWords } from '@/components/budgets/words'
import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { tenantLookup } from '@/components/form/lookups'

const states = [
  { value: 'over', label: 'Used up' },
  { value: 'at-risk', label: 'Expected to be used up' },
  { value: 'asked', label: 'More is asked for' },
]

export const budgetSpec: TableQuerySpec = {
  filters: [
    { name: 'state', label: 'State', options: states },
    { name: 'kind', label: 'For', options: Object.entries(kindWords).map(([value, label]) => ({ value, label })) },
    { name: 'period', label: 'Period', options: optionsOf(['month', 'quarter', 'year']) },
    { name: 'tenantId', label: 'Tenant', lookup: tenantLookup, isMore: true },
  ],
}
