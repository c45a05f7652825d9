/**
 * What the rest of a period will cost, from what each day cost so far. Several ways to tell are tried on the days that are
 * known already; the one that was nearest is used, and a simpler one wherever it did as well. Amounts are plain numbers: a
 * forecast is an estimate and never booked.
 */
import { type Method, type MethodName, methods } from '@/lib/policy/forecast/methods'

export type Forecast = {
  /** The sum of the days to come. */
  expected: number
  /** Eight times out of ten it lies between these. */
  low: number
  high: number
  /** One amount for each day to come. */
  days: number[]
  method: MethodName
  /** How far off each way was on the days it was tried on, as a share of what came; null where nothing could be tried. */
  errors: Record<MethodName, number | null>
}

export type ForecastInput = {
  /** What each day cost, oldest first, without gaps; the last is the last whole day. */
  history: readonly number[]
  /** The weekday of the first day of the history: 0 is Sunday. */
  firstWeekday: number
  /** How many days are to come. */
  horizon: number
}

/** The simplest first: a later one must be nearer by this share to be preferred. */
const WORTH = 0.03
/** With fewer days nothing can be told of a way's error. */
const LEAST_DAYS_TO_TRY = 14
const MOST_TRIALS = 12
/** 10 % lie above it: of a normal distribution. */
const TENTH = 1.2816

export function forecast(input: ForecastInput): Forecast {
  const trials = tried(input)
  const errors = Object.fromEntries(methods.map(({ name }) => [name, errorOf(trials.get(name) ?? [])])) as Forecast['errors']
  const method = bestOf(errors)
  const days = method.tell(input.history, input.firstWeekday, input.horizon).map((amount) => Math.max(0, amount))
  const expected = sumOf(days)
  const spread = spreadOf(trials.get(method.name) ?? [], expected, input)
  return {
    expected,
    low: Math.max(0, expected - spread),
    high: expected + spread,
    days,
    method: method.name,
    errors,
  }
}

type Trial = { told: number; came: number }

/** Each way, on ends of the history it was not shown: as many days ahead as are asked for now, as far as there are so many. */
function tried({ history, firstWeekday, horizon }: ForecastInput): Map<MethodName, Trial[]> {
  const trials = new Map<MethodName, Trial[]>(methods.map(({ name }) => [name, []]))
  const ahead = Math.max(1, Math.min(horizon, Math.floor(history.length / 3)))
  const step = Math.max(1, Math.floor(ahead / 2))
  for (let n = 0; n < MOST_TRIALS; n++) {
    const end = history.length - ahead - n * step
    if (end < LEAST_DAYS_TO_TRY) break
    const came = sumOf(history.slice(end, end + ahead))
    for (const { name, tell } of methods)
      trials
        .get(name)
        ?.push({ told: sumOf(tell(history.slice(0, end), firstWeekday, ahead).map((amount) => Math.max(0, amount))), came })
  }
  return trials
}

/** The mean distance as a share of what came. */
function errorOf(trials: readonly Trial[]): number | null {
  const came = trials.reduce((sum, trial) => sum + trial.came, 0)
  if (trials.length === 0 || came === 0) return null
  return trials.reduce((sum, trial) => sum + Math.abs(trial.told - trial.came), 0) / came
}

function bestOf(errors: Forecast['errors']): Method {
  const [simplest, ...others] = methods
  return others.reduce((best, method) => {
    const [known, candidate] = [errors[best.name], errors[method.name]]
    return known !== null && candidate !== null && candidate < known * (1 - WORTH) ? method : best
  }, simplest)
}

/** From how far off it was before; where that cannot be told, from how much the days differ. */
function spreadOf(trials: readonly Trial[], expected: number, { history, horizon }: ForecastInput): number {
  const shares = trials.filter(({ told }) => told > 0).map(({ told, came }) => (came - told) / told)
  if (shares.length >= 3) {
    const meanSquare = shares.reduce((sum, share) => sum + share * share, 0) / shares.length
    return TENTH * Math.sqrt(meanSquare) * expected
  }
  const mean = history.length === 0 ? 0 : sumOf(history) / history.length
  const variance = history.reduce((sum, amount) => sum + (amount - mean) ** 2, 0) / Math.max(1, history.length - 1)
  // Days of one caller go together: their sum varies more than independent ones would.
  return Math.max(TENTH * Math.sqrt(variance * horizon) * 1.5, history.length < LEAST_DAYS_TO_TRY ? expected / 2 : 0)
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}
