'use client'

import { BarChart } from '@/components/charts/bar-chart'
import { describeMoney } from '@/components/ui/money-text'
import type { CommitmentUse } from '@/lib/contracts/commitment'

/** What was used and what was idle, day by day, and beside them what was paid elsewhere. */
export function UseChart({ use }: { use: CommitmentUse }) {
  const { currency, days } = use
  const money = (value: number) => describeMoney(value.toFixed(9), currency)
  const spillOf = (day: CommitmentUse['days'][number]) => Number(day.spill.find((one) => one.currency === currency)?.cost ?? 0)
  return (
    <BarChart
      title={`Used and idle by day, ${currency}`}
      rowTitle="Day"
      series={[
        { key: 'used', label: 'Used' },
        { key: 'idle', label: 'Idle' },
        { key: 'spill', label: 'Spilled over, paid by token' },
      ]}
      rows={days.map((day) => ({
        label: day.day.slice(5),
        values: { used: Number(day.usedCost), idle: Number(day.idleCost), spill: spillOf(day) },
      }))}
      format={money}
    />
  )
}
