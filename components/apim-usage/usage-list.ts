import type { TableQuerySpec } from '@/components/data-table/table-query'

export const usageSpec: TableQuerySpec = { filters: [], defaultSort: '-createdAt' }
