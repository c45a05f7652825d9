import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'
import { platformRoles } from '@/lib/access/roles'

export const userSpec: TableQuerySpec = {
  filters: [
    { name: 'platformRole', label: 'Platform role', options: optionsOf(platformRoles) },
    {
      name: 'kind',
      label: 'Kind',
      options: [
        { value: 'person', label: 'person' },
        { value: 'service', label: 'service account' },
      ],
    },
    {
      name: 'disabled',
      label: 'State',
      options: [
        { value: 'false', label: 'active' },
        { value: 'true', label: 'disabled' },
      ],
    },
  ],
  defaultSort: 'name',
}
