'use client'

import { Bar, CartesianGrid, BarChart as Recharts, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { ChartRow, Series } from '@/components/charts/chart-frame'
import { ChartTooltip } from '@/components/charts/chart-tooltip'
import { chartColour } from '@/components/charts/palette'
import { describeShortly } from '@/components/ui/number-text'

export type BarsProps = {
  series: Series[]
  rows: ChartRow[]
  /** How a value is written in the tooltip and the table. */
  format?: (value: number) => string
  /** How it is written on the axis, where room is short. */
  formatAxis?: (value: number) => string
  /** Rows at which something was changed, marked by a line. */
  marks?: readonly string[]
  /** Side by side: series that are no parts of a sum. */
  isGrouped?: boolean
}

/** What `BarChart` draws inside its frame. */
export function Bars({ series, rows, format = describeShortly, formatAxis = format, marks = [], isGrouped }: BarsProps) {
  const data = rows.map((row) => ({ label: row.label, ...row.values }))
  return (
    <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 640, height: 224 }}>
      <Recharts data={data} margin={{ top: 4, right: 0, bottom: 0, left: 0 }} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="label" tickLine={false} axisLine={false} tick={axisText} minTickGap={16} />
        <YAxis
          width={56}
          tickLine={false}
          axisLine={false}
          tick={axisText}
          tickFormatter={formatAxis}
          allowDecimals={formatAxis !== describeShortly}
        />
        <Tooltip
          cursor={{ fill: 'var(--hover)', opacity: 0.5 }}
          isAnimationActive={false}
          content={(state) => <ChartTooltip state={state} format={format} series={series} />}
        />
        {marks.map((mark) => (
          <ReferenceLine key={mark} x={mark} stroke="var(--ink-muted)" strokeDasharray="2 3" />
        ))}
        {series.map((one, index) => (
          <Bar
            key={one.key}
            dataKey={one.key}
            name={one.label}
            stackId={isGrouped ? undefined : 'all'}
            fill={one.colour ?? chartColour(index)}
            maxBarSize={56}
            isAnimationActive={false}
          />
        ))}
      </Recharts>
    </ResponsiveContainer>
  )
}

const axisText = { fontSize: 12, fill: 'var(--ink-muted)' }
