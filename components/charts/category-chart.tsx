'use client'

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { ChartFrame, type ChartRow } from '@/components/charts/chart-frame'
import { ChartTooltip } from '@/components/charts/chart-tooltip'
import { chartColour } from '@/components/charts/palette'

type Props = { title: string; rowTitle: string; measure: string; rows: ChartRow[]; format: (value: number) => string }

const ROW_PX = 32

/** One bar for each name, lying down, so that names of any length can be read. */
export function CategoryChart({ title, rowTitle, measure, rows, format }: Props) {
  const data = rows.map((row) => ({ label: row.label, value: row.values.value ?? 0 }))
  const series = [{ key: 'value', label: measure }]
  const heightPx = rows.length * ROW_PX + 28
  return (
    <ChartFrame title={title} rowTitle={rowTitle} series={series} rows={rows} format={format} heightPx={heightPx}>
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
          <Bar dataKey="value" name={measure} fill={chartColour(0)} maxBarSize={18} isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  )
}

const axisText = { fontSize: 12, fill: 'var(--ink-muted)' }
