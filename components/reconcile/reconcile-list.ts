import type { TableQuerySpec } from '@/components/data-table/table-query'
import { sourceWords } from '@/components/reconcile/words'

export const reconcileSpec: TableQuerySpec = {
  filters: [{ name: 'source', label: 'File', options: Object.entries(sourceWords).map(([value, label]) => ({ value, label })) }],
  defaultSort: '-createdAt',
}
