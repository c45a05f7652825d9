import type { ChartRow } from '@/components/charts/chart-frame'
import { dayLabel } from '@/lib/base/day-range'
import type { Usage, UsagePoint } from '@/lib/contracts/report'

export type Measure = 'calls' | 'tokens' | 'cost'

const STEP_MS = { hour: 3_600_000, day: 86_400_000 }

/** The points of a report as chart rows, a row for every hour or day, so that a quiet one shows as quiet. */
export function usageRows(
  usage: Pick<Usage, 'from' | 'to' | 'bucket' | 'points'>,
  valuesOf: (point: UsagePoint) => Record<string, number>,
  hrefOf?: (from: string, to: string) => string,
): ChartRow[] {
  const step = STEP_MS[usage.bucket]
  const points = new Map(usage.points.map((point) => [floor(point.at, step), point]))
  const rows: ChartRow[] = []
  for (let at = floor(usage.from, step); at < new Date(usage.to).getTime(); at += step) {
    const point = points.get(at)
    const href = hrefOf && point ? { href: hrefOf(new Date(at).toISOString(), new Date(at + step).toISOString()) } : {}
    rows.push({ label: labelOf(at, usage.bucket), values: point ? valuesOf(point) : {}, ...href })
  }
  return rows
}

/** What each measure draws, stacked. Refusals and failures sit on the answered calls. */
export function valuesOf(measure: Measure, currency: string): (point: UsagePoint) => Record<string, number> {
  if (measure === 'calls') return ({ answered, refused, failed }) => ({ answered, refused, failed })
  if (measure === 'tokens') return ({ inputTokens, outputTokens }) => ({ inputTokens, outputTokens })
  return ({ costs }) => ({ cost: Number(costs.find((one) => one.currency === currency)?.cost ?? 0) })
}

function floor(at: string, step: number): number {
  return Math.floor(new Date(at).getTime() / step) * step
}

/** What the row of a moment is called; the charts of one page share it. */
export function rowLabel(at: string, bucket: 'hour' | 'day'): string {
  return labelOf(floor(at, STEP_MS[bucket]), bucket)
}

function labelOf(at: number, bucket: 'hour' | 'day'): string {
  const day = dayLabel(at)
  return bucket === 'day' ? day : `${day} ${new Date(at).toISOString().slice(11, 16)}`
}
