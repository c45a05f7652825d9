import type { TableQuerySpec } from '@/components/data-table/table-query'

export const pullSpec: TableQuerySpec = { filters: [], defaultSort: 'name', prefix: 'pulls.' }
