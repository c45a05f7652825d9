import type { TableQuerySpec } from '@/components/data-table/table-query'

export const issuerSpec: TableQuerySpec = {
  filters: [
    {
      name: 'enabled',
      label: 'State',
      options: [
        { value: 'yes', label: 'trusted' },
        { value: 'no', label: 'switched off' },
      ],
    },
  ],
  defaultSort: 'name',
}
