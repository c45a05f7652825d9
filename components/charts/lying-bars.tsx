'use client'

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { ChartRow, Series } from '@/components/charts/chart-frame'
import { ChartTooltip } from '@/components/charts/chart-tooltip'
import { chartColour } from '@/components/charts/palette'

type Props = { series: [Series]; rows: ChartRow[]; heightPx: number; format: (value: number) => string }

/** What `CategoryChart` draws inside its frame. */
export function LyingBars({ series, rows, heightPx, format }: Props) {
  const data = rows.map((row) => ({ label: row.label, value: row.values.value ?? 0 }))
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: heightPx }}>
      <BarChart layout="vertical" data={data} margin={{ top: 0, right: 12, bottom: 0, left: 0 }} accessibilityLayer>
        <CartesianGrid horizontal={false} stroke="var(--line)" />
        <XAxis type="number" tickLine={false} axisLine={false} tick={axisText} tickFormatter={format} minTickGap={24} />
        <YAxis type="category" dataKey="label" width={112} tickLine={false} axisLine={false} tick={axisText} interval={0} />
        <Tooltip
          cursor={{ fill: 'var(--hover)', opacity: 0.5 }}
          isAnimationActive={false}
          content={(state) => <ChartTooltip state={state} format={format} series={series} />}
        />
        <Bar dataKey="value" name={series[0].label} fill={chartColour(0)} maxBarSize={18} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  )
}

const axisText = { fontSize: 12, fill: 'var(--ink-muted)' }
