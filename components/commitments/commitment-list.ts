import { optionsOf } from '@/components/data-table/columns'
import type { TableQuerySpec } from '@/components/data-table/table-query'

export const commitmentSpec: TableQuerySpec = {
  filters: [{ name: 'state', label: 'State', options: optionsOf(['running', 'to-come', 'over']) }],
  defaultSort: '-from',
}

export const ruleWords = {
  central: 'its owner pays what is idle',
  reservation: 'each pays the idle part of what is reserved for it',
  use: 'who uses it pays what is idle, by use',
}
