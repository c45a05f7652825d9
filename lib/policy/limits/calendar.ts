/** Calendar windows in a time zone, daylight saving included. */
import { Temporal } from 'temporal-polyfill'
import type { Period } from '@/lib/policy/limits/limit'

export type Span = { startMs: number; endMs: number }

/** By zone, and for weeks by the day they start on too. */
const spans: Record<Period, Map<string, Span>> = {
  hour: new Map(),
  day: new Map(),
  week: new Map(),
  month: new Map(),
  quarter: new Map(),
  year: new Map(),
}
const days = new Map<string, Span & { day: string }>()

/** The period that contains an instant: [startMs, endMs). `weekStart` is 1 (Monday) to 7 (Sunday). */
export function periodAt(period: Period, timeZone: string, weekStart: number, nowMs: number): Span {
  const name = period === 'week' ? `${timeZone} ${weekStart}` : timeZone
  const known = spans[period].get(name)
  if (known && nowMs >= known.startMs && nowMs < known.endMs) return known
  const span = computePeriod(period, timeZone, weekStart, nowMs)
  spans[period].set(name, span)
  return span
}

/** The calendar day of an instant in a zone: YYYY-MM-DD. */
export function localDayAt(timeZone: string, nowMs: number): string {
  const known = days.get(timeZone)
  if (known && nowMs >= known.startMs && nowMs < known.endMs) return known.day
  const span = computePeriod('day', timeZone, 1, nowMs)
  const day = zoned(timeZone, nowMs).toPlainDate().toString()
  days.set(timeZone, { ...span, day })
  return day
}

/** When a calendar day (YYYY-MM-DD) begins in a zone, in milliseconds since the epoch. */
export function startOfDayIn(timeZone: string, day: string): number {
  return startOfDay(Temporal.PlainDate.from(day), timeZone)
}

/** When the day after it begins: 23 to 25 hours later. */
export function endOfDayIn(timeZone: string, day: string): number {
  return startOfDay(Temporal.PlainDate.from(day).add({ days: 1 }), timeZone)
}

function computePeriod(period: Period, timeZone: string, weekStart: number, nowMs: number): Span {
  const now = zoned(timeZone, nowMs)
  if (period === 'hour') {
    const start = now.round({ smallestUnit: 'hour', roundingMode: 'floor' })
    return { startMs: start.epochMilliseconds, endMs: start.add({ hours: 1 }).epochMilliseconds }
  }
  const today = now.toPlainDate()
  const first = firstDay(period, today, weekStart)
  const next = first.add(lengths[period])
  return { startMs: startOfDay(first, timeZone), endMs: startOfDay(next, timeZone) }
}

const lengths = {
  day: { days: 1 },
  week: { days: 7 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { years: 1 },
} as const

function firstDay(period: Exclude<Period, 'hour'>, today: Temporal.PlainDate, weekStart: number): Temporal.PlainDate {
  switch (period) {
    case 'day':
      return today
    case 'week':
      return today.subtract({ days: (today.dayOfWeek - weekStart + 7) % 7 })
    case 'month':
      return today.with({ day: 1 })
    case 'quarter':
      return today.with({ day: 1, month: Math.floor((today.month - 1) / 3) * 3 + 1 })
    case 'year':
      return today.with({ day: 1, month: 1 })
  }
}

function startOfDay(date: Temporal.PlainDate, timeZone: string): number {
  return date.toZonedDateTime({ timeZone }).startOfDay().epochMilliseconds
}

function zoned(timeZone: string, nowMs: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(nowMs)).toZonedDateTimeISO(timeZone)
}
