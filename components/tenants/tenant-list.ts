import type { TableQuerySpec } from '@/components/data-table/table-query'

export const tenantSpec: TableQuerySpec = {
  filters: [
    {
      name: 'archived',
      label: 'State',
      options: [
        { value: 'false', label: 'in use' },
        { value: 'true', label: 'archived' },
      ],
    },
  ],
  defaultSort: 'name',
}
