/** Days on which somebody spent unlike themselves: against the same weekdays before, and how much those differ anyway. */
import { shiftDay } from '@/lib/base/day-range'

export type DailySpend = {
  /** Whose: a tenant in one currency. */
  key: string
  spentByDay: ReadonlyMap<string, bigint>
}

export type Anomaly = {
  key: string
  day: string
  spentNano: bigint
  /** What such a day usually costs. */
  usualNano: bigint
  /** How many times the usual difference it differs by: 4 is odd, 10 is very odd. */
  oddness: number
}

export type AnomalyInput = {
  series: readonly DailySpend[]
  /** The days that are looked at; all whole days. */
  days: readonly string[]
}

const WEEK = 7
const WEEKS = 8
/** With fewer weeks before it nobody can say what is usual. */
const LEAST_WEEKS = 3
const ODD = 4
/** Less than this share more or less is nobody's business, however even the days before were. */
const LEAST_SHARE = 0.3
/** Nor is what is less than this share of what all spend together on a usual day. */
const LEAST_OF_ALL = 0.01
/** A median absolute deviation times this is a standard deviation, of a normal distribution. */
const MAD_TO_SIGMA = 1.4826
/** Nobody spends so evenly that less than this share of the usual would be a difference. */
const LEAST_SPREAD = 0.08

/** The oddest first. */
export function findAnomalies({ series, days }: AnomalyInput): Anomaly[] {
  const floor = LEAST_OF_ALL * usualOfAll(series, days)
  // The same days are asked for every day that is judged, and of every tenant.
  const weekdays = remembered(weekdaysBefore)
  return series
    .flatMap((one) => {
      const known = knownOf(one, weekdays)
      return days.flatMap((day) => judge(known, day, floor) ?? [])
    })
    .sort((a, b) => b.oddness - a.oddness)
}

/** What is known of somebody, each day of it worked out once. */
type Known = {
  key: string
  spentOn(day: string): bigint
  isKnown(day: string): boolean
  /** What the same weekdays before a day have cost. */
  amountsBefore(day: string): number[]
  usualOn(day: string): number
}

function knownOf({ key, spentByDay }: DailySpend, weekdays: (day: string) => string[]): Known {
  const first = firstOf(spentByDay)
  const isKnown = (day: string) => first !== null && day >= first
  const spentOn = (day: string) => spentByDay.get(day) ?? 0n
  const amountsBefore = remembered((day) =>
    weekdays(day)
      .filter(isKnown)
      .map((before) => Number(spentOn(before))),
  )
  return { key, spentOn, isKnown, amountsBefore, usualOn: remembered((day) => medianOf(amountsBefore(day))) }
}

function judge({ key, spentOn, isKnown, amountsBefore, usualOn }: Known, day: string, floor: number): Anomaly | null {
  const amounts = amountsBefore(day)
  if (amounts.length < LEAST_WEEKS) return null
  const usual = usualOn(day)
  const spentNano = spentOn(day)
  const difference = Math.abs(Number(spentNano) - usual)
  if (difference < floor || difference < LEAST_SHARE * usual || difference === 0) return null
  // Few weekdays say little of how much a tenant varies: all days before it are asked, each against its own weekdays.
  const shares = daysBefore(day)
    .filter(isKnown)
    .flatMap((one) => {
      const own = usualOn(one)
      return own > 0 ? [Math.abs(Number(spentOn(one)) / own - 1)] : []
    })
  const spread = usual * Math.max(MAD_TO_SIGMA * medianOf(shares), LEAST_SPREAD)
  const own = MAD_TO_SIGMA * medianOf(amounts.map((amount) => Math.abs(amount - usual)))
  const all = Math.max(spread, own)
  const oddness = all === 0 ? MOST_ODD : Math.min(MOST_ODD, difference / all)
  return oddness < ODD ? null : { key, day, spentNano, usualNano: BigInt(Math.round(usual)), oddness }
}

function remembered<T>(find: (day: string) => T): (day: string) => T {
  const known = new Map<string, T>()
  return (day) => {
    const before = known.get(day)
    if (before !== undefined) return before
    const found = find(day)
    known.set(day, found)
    return found
  }
}

function weekdaysBefore(day: string): string[] {
  return Array.from({ length: WEEKS }, (_, week) => shiftDay(day, -WEEK * (week + 1)))
}

function daysBefore(day: string): string[] {
  return Array.from({ length: WEEK * WEEKS }, (_, offset) => shiftDay(day, -1 - offset))
}

/** Of who spent nothing on such days before. */
const MOST_ODD = 99

function usualOfAll(series: readonly DailySpend[], days: readonly string[]): number {
  const sums = days.map((day) => series.reduce((sum, { spentByDay }) => sum + Number(spentByDay.get(day) ?? 0n), 0))
  return medianOf(sums)
}

function firstOf(spentByDay: ReadonlyMap<string, bigint>): string | null {
  let first: string | null = null
  for (const [day, nano] of spentByDay) if (nano !== 0n && (first === null || day < first)) first = day
  return first
}

function medianOf(amounts: readonly number[]): number {
  const sorted = amounts.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return (low + high) / 2
}

export type Part = { label: string; spentNano: bigint; usualNano: bigint }

/** What made the difference: parts that went the same way, the largest first, each with its share of all that did. */
export function driversOf(
  parts: readonly Part[],
  { spentNano, usualNano }: Pick<Anomaly, 'spentNano' | 'usualNano'>,
  most = 3,
): (Part & { share: number })[] {
  const sign = spentNano >= usualNano ? 1 : -1
  const moved = parts
    .map((part) => ({ part, change: sign * Number(part.spentNano - part.usualNano) }))
    .filter(({ change }) => change > 0)
    .sort((a, b) => b.change - a.change)
  const all = moved.reduce((sum, { change }) => sum + change, 0)
  return moved.slice(0, most).map(({ part, change }) => ({ ...part, share: change / all }))
}
