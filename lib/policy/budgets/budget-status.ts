/** How a budget stands: what is spent, what is expected at the end of its period, and which thresholds that reaches. */
import { type DayRange, dayCount, daysOf, shiftDay } from '@/lib/base/day-range'
import { type Forecast, forecast } from '@/lib/policy/forecast/forecast'

export type BudgetStatus = {
  range: DayRange
  spentNano: bigint
  /** At the end of the period; what is spent already and what is forecast. */
  expectedNano: bigint
  lowNano: bigint
  highNano: bigint
  method: Forecast['method']
  errors: Forecast['errors']
  /** The day on which it is, or is expected to be, used up; null where it lasts. */
  usedUpOn: string | null
  /** Each day of the period: what it cost so far, or is expected to. */
  days: BudgetDay[]
}

export type BudgetDay = { day: string; spentNano: bigint | null; expectedNano: bigint | null }

export type BudgetInput = {
  amountNano: bigint
  /** Its period. */
  range: DayRange
  /** The calendar day it is now; whole days before it are known. */
  today: string
  /** What each day cost, those before the period too: the more, the better the forecast. */
  spentByDay: ReadonlyMap<string, bigint>
}

/** A year of days says all that a forecast takes in. */
const MOST_DAYS = 400

export function budgetStatus({ amountNano, range, today, spentByDay }: BudgetInput): BudgetStatus {
  const isOver = today > range.last
  const spentNano = sumOf(
    daysOf({ first: range.first, last: isOver ? range.last : today }).map((day) => spentByDay.get(day) ?? 0n),
  )
  const told = isOver ? null : foretell(spentByDay, range, today)
  const days = daysOf(range).map((day): BudgetDay => {
    if (day < today || isOver) return { day, spentNano: spentByDay.get(day) ?? 0n, expectedNano: null }
    const ahead = dayCount({ first: today, last: day }) - 1
    const spent = spentByDay.get(day) ?? 0n
    const expected = BigInt(Math.round(told?.days[ahead] ?? 0))
    // Today is partly over: it will cost what it usually does, or what it has already.
    return { day, spentNano: day === today ? spent : null, expectedNano: day === today ? largerOf(spent, expected) : expected }
  })
  const todaySpent = isOver ? 0n : (spentByDay.get(today) ?? 0n)
  const expectedNano = isOver
    ? spentNano
    : spentNano - todaySpent + sumOf(days.map(({ expectedNano: expected }) => expected ?? 0n))
  const spread = (bound: number | undefined) => (told && bound !== undefined ? BigInt(Math.round(bound - told.expected)) : 0n)
  const lowNano = expectedNano + spread(told?.low)
  return {
    range,
    spentNano,
    expectedNano,
    lowNano: largerOf(lowNano, spentNano),
    highNano: expectedNano + spread(told?.high),
    method: told?.method ?? 'asLastMonth',
    errors: told?.errors ?? { asLastMonth: null, asLastWeek: null, weekdays: null },
    usedUpOn: usedUpOn(days, amountNano),
    days,
  }
}

/** Which of its thresholds, in per cent of the amount, are reached. */
export function reachedThresholds(
  {
    thresholds,
    forecastThresholds,
    amountNano,
  }: { thresholds: readonly number[]; forecastThresholds: readonly number[]; amountNano: bigint },
  { spentNano, expectedNano }: Pick<BudgetStatus, 'spentNano' | 'expectedNano'>,
): { kind: 'actual' | 'forecast'; threshold: number }[] {
  const reaches = (nano: bigint) => (threshold: number) => nano * 100n >= amountNano * BigInt(threshold)
  return [
    ...thresholds.filter(reaches(spentNano)).map((threshold) => ({ kind: 'actual' as const, threshold })),
    ...forecastThresholds.filter(reaches(expectedNano)).map((threshold) => ({ kind: 'forecast' as const, threshold })),
  ]
}

function foretell(spentByDay: ReadonlyMap<string, bigint>, range: DayRange, today: string): Forecast {
  const known = [...spentByDay.keys()].filter((day) => day < today && (spentByDay.get(day) ?? 0n) !== 0n).sort()
  const earliest = shiftDay(today, -MOST_DAYS)
  const first = known.find((day) => day >= earliest) ?? today
  const history =
    first < today ? daysOf({ first, last: shiftDay(today, -1) }).map((day) => Number(spentByDay.get(day) ?? 0n)) : []
  const firstWeekday = new Date(`${first}T00:00:00Z`).getUTCDay()
  return forecast({ history, firstWeekday, horizon: dayCount({ first: today, last: range.last }) })
}

function usedUpOn(days: readonly BudgetDay[], amountNano: bigint): string | null {
  let sum = 0n
  for (const { day, spentNano, expectedNano } of days) {
    sum += expectedNano ?? spentNano ?? 0n
    if (sum >= amountNano) return day
  }
  return null
}

function largerOf(one: bigint, other: bigint): bigint {
  if (one > other) return one
  return other
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n)
}
