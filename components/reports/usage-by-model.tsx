'use client'

import { BarChart } from '@/components/charts/bar-chart'
import { usageRows } from '@/components/reports/usage-rows'
import { describeCount, describeShortly } from '@/components/ui/number-text'
import type { Usage } from '@/lib/contracts/report'

export type ModelUsage = { model: string; usage: Usage }

/** Tokens by day, stacked by model, the most used at the bottom. */
export function UsageByModel({ models }: { models: ModelUsage[] }) {
  const used = models
    .filter((one) => one.usage.total.calls > 0)
    .toSorted((a, b) => b.usage.total.totalTokens - a.usage.total.totalTokens)
  const first = used[0]
  if (!first) return null
  const perModel = used.map(({ model, usage }) => usageRows(usage, (point) => ({ [model]: point.totalTokens })))
  const rows = (perModel[0] ?? []).map((row, index) => ({
    label: row.label,
    values: Object.assign({}, ...perModel.map((own) => own[index]?.values ?? {})),
  }))
  return (
    <BarChart
      title={`Tokens by ${first.usage.bucket} and model`}
      rowTitle="Day"
      series={used.map(({ model }) => ({ key: model, label: model }))}
      rows={rows}
      format={describeCount}
      formatAxis={describeShortly}
    />
  )
}
