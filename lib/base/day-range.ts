/** Spans of whole calendar days, as finance asks for them: a month, a quarter, a year, or from one day to another. */

/** Both ends belong to it, each YYYY-MM-DD. */
export type DayRange = { first: string; last: string }

export type CalendarPeriod = 'month' | 'quarter' | 'year'

const DAY_MS = 86_400_000
const MONTHS_OF: Record<CalendarPeriod, number> = { month: 1, quarter: 3, year: 12 }

/** "2026-11", "2026-Q4" or "2026" as days; null where it is none of them. */
export function rangeOfPeriod(period: string): DayRange | null {
  const found = /^(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?$/.exec(period)
  if (!found) return null
  const [, year = '', month, quarter] = found
  if (month) return monthsFrom(Number(year), Number(month) - 1, 1)
  if (quarter) return monthsFrom(Number(year), 3 * (Number(quarter) - 1), 3)
  return monthsFrom(Number(year), 0, 12)
}

/** The period a day lies in: "2026-11", "2026-Q4", "2026". */
export function periodOfDay(kind: CalendarPeriod, day: string): string {
  if (kind === 'month') return day.slice(0, 7)
  return kind === 'year' ? day.slice(0, 4) : `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
}

/** What kind of whole period a range is; null where it is some days. */
export function kindOfRange({ first, last }: DayRange): CalendarPeriod | null {
  const kinds = Object.keys(MONTHS_OF) as CalendarPeriod[]
  const isWhole = (kind: CalendarPeriod) => {
    const range = rangeOfPeriod(periodOfDay(kind, first))
    return range?.first === first && range.last === last
  }
  return kinds.find(isWhole) ?? null
}

/** What it is compared with: the whole period before, or as many days just before. */
export function rangeBefore(range: DayRange): DayRange {
  const kind = kindOfRange(range)
  const last = shiftDay(range.first, -1)
  const before = kind && rangeOfPeriod(periodOfDay(kind, last))
  return before ?? { first: shiftDay(range.first, -dayCount(range)), last }
}

export function dayCount({ first, last }: DayRange): number {
  return Math.round((at(last) - at(first)) / DAY_MS) + 1
}

export function shiftDay(day: string, days: number): string {
  return dayText(at(day) + days * DAY_MS)
}

/** Each day, in order. */
export function daysOf(range: DayRange): string[] {
  return Array.from({ length: Math.max(0, dayCount(range)) }, (_, offset) => shiftDay(range.first, offset))
}

/** Each month it touches, in order: 2026-10, 2026-11. */
export function monthsOf({ first, last }: DayRange): string[] {
  const months: string[] = []
  for (let month = first.slice(0, 7); month <= last.slice(0, 7); ) {
    months.push(month)
    month = dayText(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 1)).slice(0, 7)
  }
  return months
}

/** "November 2026", "Q4 2026", "2026", "1 Nov 2026 to 15 Nov 2026". */
export function rangeTitle(range: DayRange): string {
  const kind = kindOfRange(range)
  const { first, last } = range
  if (kind === 'month') return monthTitle(first.slice(0, 7))
  if (kind === 'quarter') return periodOfDay(kind, first).split('-').reverse().join(' ')
  if (kind === 'year') return first.slice(0, 4)
  return first === last ? shortDay(first) : `${shortDay(first)} to ${shortDay(last)}`
}

/** How it stands in a URL or a file's name. */
export function rangeName(range: DayRange): string {
  const kind = kindOfRange(range)
  return kind ? periodOfDay(kind, range.first) : `${range.first}-to-${range.last}`
}

function monthsFrom(year: number, month: number, count: number): DayRange {
  return { first: dayText(Date.UTC(year, month, 1)), last: dayText(Date.UTC(year, month + count, 0)) }
}

function shortDay(day: string): string {
  return dayFormat.format(at(day))
}

/** "November 2026", of 2026-11. */
export function monthTitle(month: string): string {
  return monthFormat.format(at(`${month}-01`))
}

/** "22 Nov": a day where its year goes without saying. By UTC. */
export function dayLabel(atMs: number): string {
  return labelFormat.format(atMs)
}

/** Made once: making a format takes as long as a hundred uses of it. */
const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const labelFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })

function at(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}

function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
