import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'

export const rateSpec: TableQuerySpec = {
  filters: [
    { name: 'state', label: 'State', options: optionsOf(['in-force', 'corrected']) },
    { name: 'month', label: 'Month', input: 'text', isMore: true },
    { name: 'from', label: 'From', input: 'text' },
    { name: 'to', label: 'To', input: 'text', isMore: true },
  ],
  defaultSort: '-month',
}
