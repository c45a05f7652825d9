/** Which of the thresholds on record belong to the period a counter is in. */
import type { LimitEvent, LimitUsage } from '@/lib/contracts/limit'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** No period is longer, the hour that autumn adds included. */
const longestMs: Record<string, number> = {
  hour: HOUR_MS,
  day: DAY_MS + HOUR_MS,
  week: 7 * DAY_MS + HOUR_MS,
  month: 31 * DAY_MS + HOUR_MS,
  quarter: 92 * DAY_MS + HOUR_MS,
  year: 366 * DAY_MS,
}

/** The lowest first. A period that begins longer before the counter's reset than it lasts is a past one. */
export function reachedBy(counter: LimitUsage, events: readonly LimitEvent[]): LimitEvent[] {
  const { countKey, resetsAt } = counter
  if (resetsAt === null) return []
  return events
    .filter((event) => event.countKey === countKey && event.period !== null)
    .filter(({ period, periodStart }) => Date.parse(resetsAt) - Date.parse(periodStart) <= (longestMs[period ?? ''] ?? 0))
    .sort((a, b) => a.threshold - b.threshold)
}
