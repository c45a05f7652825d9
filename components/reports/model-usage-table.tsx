'use client'

import type { LocalColumn } from '@/components/data-table/local-table'
import { LocalTable } from '@/components/data-table/local-table'
import type { ModelUsage } from '@/components/reports/usage-by-model'
import { EmptyState } from '@/components/ui/empty-state'
import { Money } from '@/components/ui/money'
import { describeCount } from '@/components/ui/number-text'

type Row = {
  model: string
  calls: number
  refused: number
  inputTokens: number
  outputTokens: number
  costs: { currency: string; cost: string }[]
}

/** The same by model, in figures. */
export function ModelUsageTable({ models }: { models: ModelUsage[] }) {
  const rows: Row[] = models
    .filter(({ usage }) => usage.total.calls > 0)
    .map(({ model, usage: { total } }) => ({
      model,
      calls: total.calls,
      refused: total.refused,
      inputTokens: total.inputTokens,
      outputTokens: total.outputTokens,
      costs: total.costs,
    }))
  return (
    <LocalTable
      label="Usage by model"
      columns={columns}
      rows={rows}
      rowId={(row) => row.model}
      hasSearch={false}
      empty={
        <EmptyState
          title="Nothing used in this time"
          advice="Make a first call with one of your keys: the snippets on the subscription's page show how."
        />
      }
    />
  )
}

const columns: LocalColumn<Row>[] = [
  { id: 'model', title: 'Model', text: (row) => row.model },
  { id: 'calls', title: 'Calls', text: (row) => describeCount(row.calls), value: (row) => row.calls, isNumeric: true },
  { id: 'refused', title: 'Refused', text: (row) => describeCount(row.refused), value: (row) => row.refused, isNumeric: true },
  {
    id: 'input',
    title: 'Input tokens',
    text: (row) => describeCount(row.inputTokens),
    value: (row) => row.inputTokens,
    isNumeric: true,
  },
  {
    id: 'output',
    title: 'Output tokens',
    text: (row) => describeCount(row.outputTokens),
    value: (row) => row.outputTokens,
    isNumeric: true,
  },
  {
    id: 'cost',
    title: 'Cost',
    text: (row) => row.costs.map((one) => `${one.cost} ${one.currency}`).join(' + '),
    value: (row) => Number(row.costs[0]?.cost ?? 0),
    cell: (row) => (
      <span className="flex flex-col items-end max-sm:items-start">
        {row.costs.map((one) => (
          <Money key={one.currency} amount={one.cost} currency={one.currency} />
        ))}
      </span>
    ),
    isNumeric: true,
  },
]
