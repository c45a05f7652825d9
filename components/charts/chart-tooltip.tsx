import type { Series } from '@/components/charts/chart-frame'
import { chartColour } from '@/components/charts/palette'

type TooltipState = { active?: boolean; label?: unknown; payload?: readonly { dataKey?: unknown; value?: unknown }[] }

/** The figures under the pointer, in the series' own order, zeros left out. */
export function ChartTooltip({
  state,
  series,
  format,
}: {
  state: TooltipState
  series: Series[]
  format: (value: number) => string
}) {
  if (!state.active || !state.payload?.length) return null
  const values = new Map(state.payload.map((entry) => [String(entry.dataKey), Number(entry.value ?? 0)]))
  const shown = series
    .map((one, index) => ({ ...one, index, value: values.get(one.key) ?? 0 }))
    .filter((one) => one.value !== 0 || series.length === 1)
  return (
    <div className="rounded-md border border-line bg-surface px-2.5 py-2 text-sm shadow-lg">
      <p className="mb-1 font-medium">{String(state.label ?? '')}</p>
      {shown.length === 0 ? <p className="text-ink-muted">Nothing</p> : null}
      {shown.map((one) => (
        <p key={one.key} className="flex items-center gap-2">
          <span aria-hidden className="size-2.5 rounded-xs" style={{ background: one.colour ?? chartColour(one.index) }} />
          <span className="text-ink-muted">{one.label}</span>
          <span className="ml-auto pl-3">{format(one.value)}</span>
        </p>
      ))}
    </div>
  )
}
