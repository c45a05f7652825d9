import type { TableQuerySpec } from '@/components/data-table/table-query'

export const priceSpec: TableQuerySpec = {
  filters: [
    { name: 'model', label: 'Model' },
    { name: 'backendId', label: 'Backend' },
  ],
  defaultSort: 'model',
}
