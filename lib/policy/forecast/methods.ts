/** Ways to tell what days to come will cost, the simplest first. */

export type MethodName = 'asLastMonth' | 'asLastWeek' | 'weekdays'

export type Method = {
  name: MethodName
  /** One amount for each of the next days. */
  tell(history: readonly number[], firstWeekday: number, ahead: number): number[]
}

const MONTH = 30
const WEEK = 7
/** How much a new day says of the level: about four weeks count. */
const SMOOTHING = 0.08
/** Growth goes on ever more slowly: nothing grows for ever. */
const DAMPING = 0.98
/** How far back weekdays are compared, and growth is looked for. */
const SEASON_DAYS = 56
/** What was before has no weight any more. */
const LOOK_BACK_DAYS = 16 * WEEK
/** Fewer days show no growth that is not chance. */
const LEAST_DAYS_TO_GROW = 28
/** No more growth than this is believed, in a day. */
const MOST_GROWTH = 0.01
/** How much of a slope is taken for chance. */
const BELIEF = 4
/** A day that cost more than so many usual ones is an odd one, and says no more than that. */
const ODD = 2

export const methods: readonly [Method, ...Method[]] = [
  { name: 'asLastMonth', tell: (history, _firstWeekday, ahead) => flat(meanOf(history.slice(-MONTH)), ahead) },
  { name: 'asLastWeek', tell: (history, _firstWeekday, ahead) => repeated(history.slice(-WEEK), ahead) },
  { name: 'weekdays', tell: byWeekdays },
]

function flat(amount: number, ahead: number): number[] {
  return Array.from({ length: ahead }, () => amount)
}

function repeated(week: readonly number[], ahead: number): number[] {
  return Array.from({ length: ahead }, (_, day) => (week.length === 0 ? 0 : (week[day % week.length] ?? 0)))
}

/** What a usual day costs now and how that grows, times how this weekday differs from the usual. */
function byWeekdays(all: readonly number[], firstOfAll: number, ahead: number): number[] {
  const history = all.slice(-LOOK_BACK_DAYS)
  const firstWeekday = firstOfAll + (all.length - history.length)
  const factors = weekdayFactors(history, firstWeekday)
  const factorAt = (day: number) => factors[(firstWeekday + day) % WEEK] ?? 1
  const usual = withoutOdd(history.flatMap((amount, day) => (factorAt(day) < 0.02 ? [] : [amount / factorAt(day)])))
  let growth = growthOf(usual.slice(-SEASON_DAYS))
  // A smoothed level lags behind what grows.
  let level = levelOf(usual) * Math.exp((growth * (1 - SMOOTHING)) / SMOOTHING)
  return Array.from({ length: ahead }, (_, day) => {
    level *= Math.exp(growth)
    growth *= DAMPING
    return level * factorAt(history.length + day)
  })
}

function withoutOdd(usual: readonly number[]): number[] {
  return usual.map((amount, day) => {
    const around = medianOf(usual.slice(Math.max(0, day - 2 * WEEK), day + 1))
    return around > 0 ? Math.min(amount, ODD * around) : amount
  })
}

/** How much of a usual day each weekday costs: medians, so that one odd day says little. */
function weekdayFactors(history: readonly number[], firstWeekday: number): number[] {
  const from = Math.max(0, history.length - SEASON_DAYS)
  const mean = meanOf(history.slice(from))
  if (mean === 0 || history.length - from < 2 * WEEK) return flat(1, WEEK)
  const raw = Array.from({ length: WEEK }, (_, weekday) => {
    const own = history.filter((_amount, day) => day >= from && (firstWeekday + day) % WEEK === weekday)
    return medianOf(own) / mean
  })
  const all = meanOf(raw)
  return raw.map((factor) => (all === 0 ? 1 : factor / all))
}

function levelOf(usual: readonly number[]): number {
  let level = meanOf(usual.slice(0, WEEK))
  for (const amount of usual) level += SMOOTHING * (amount - level)
  return level
}

/** The slope of a line through the logarithms of the last days: so much more, as a share, each day. */
function growthOf(recent: readonly number[]): number {
  const points = recent.flatMap((amount, day) => (amount > 0 ? [{ day, log: Math.log(amount) }] : []))
  if (points.length < LEAST_DAYS_TO_GROW) return 0
  const meanDay = meanOf(points.map(({ day }) => day))
  const meanLog = meanOf(points.map(({ log }) => log))
  const across = points.reduce((sum, { day }) => sum + (day - meanDay) ** 2, 0)
  const slope = points.reduce((sum, { day, log }) => sum + (day - meanDay) * (log - meanLog), 0) / across
  const unexplained = points.reduce((sum, { day, log }) => sum + (log - meanLog - slope * (day - meanDay)) ** 2, 0)
  const chance = unexplained / (points.length - 2) / across
  // A slope that may be chance is believed in part: the less, the more the days scatter around it.
  const believed = slope === 0 ? 0 : (slope * slope) / (slope * slope + BELIEF * chance)
  return Math.max(-MOST_GROWTH, Math.min(MOST_GROWTH, slope * believed))
}

function meanOf(amounts: readonly number[]): number {
  return amounts.length === 0 ? 0 : amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length
}

function medianOf(amounts: readonly number[]): number {
  const sorted = amounts.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return (low + high) / 2
}
