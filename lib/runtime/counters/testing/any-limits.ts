/**
 * Any set of limits, any interleaving of reserve, settle, cancel and crash, told beside a ledger that keeps every call by
 * itself: no window of a rate, no period of a quota and no moment of a concurrency limit ever holds more than the amount,
 * nothing stays reserved, and the counters say what the ledger says.
 */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Demand, Hold } from '@/lib/gateway/counters'
import { periodAt } from '@/lib/policy/limits/calendar'
import type { Limit, Period } from '@/lib/policy/limits/limit'
import type { Seed } from '@/lib/runtime/counters/memory-counters'
import type { Store, TestedCounters } from '@/lib/runtime/counters/testing/tested-store'

type Step =
  | { kind: 'reserve'; need: number; key: string }
  | { kind: 'settle'; which: number; used: number }
  | { kind: 'cancel'; which: number }
  | { kind: 'crash' }
  | { kind: 'wait'; ms: number }

/** A call as the ledger knows it. `actual` is null while it runs. */
type Call = { atMs: number; key: string; need: number; actual: number | null; hold: Hold }

type Play = { counters: TestedCounters; clock: { nowMs: number }; limits: Limit[]; calls: Call[] }

const wait = (max: number) => fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max }) })

export const anySteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('reserve' as const),
        need: fc.integer({ min: 0, max: 120 }),
        key: fc.constantFrom('a', 'b'),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant('settle' as const), which: fc.nat(20), used: fc.integer({ min: 0, max: 120 }) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
    { weight: 2, arbitrary: wait(3_000) },
    { weight: 2, arbitrary: wait(40_000) },
    { weight: 1, arbitrary: wait(10_000_000) },
  ),
  { maxLength: 80, size: '+1' },
)

export function anyLimits(like: Limit): fc.Arbitrary<Limit[]> {
  const amount = fc.integer({ min: 20, max: 400 })
  const rate = fc
    .record({ amount, seconds: fc.constantFrom(1, 10, 60) })
    .map(({ amount, seconds }): Partial<Limit> => ({ amount, window: { kind: 'rate', seconds } }))
  const quota = fc
    .record({
      amount,
      period: fc.constantFrom<Period>('hour', 'day', 'week', 'month'),
      timeZone: fc.constantFrom('UTC', 'Europe/Stockholm', 'Asia/Kathmandu'),
      weekStart: fc.integer({ min: 1, max: 7 }),
    })
    .map(({ amount, ...window }): Partial<Limit> => ({ amount, window: { kind: 'quota', ...window } }))
  const atOnce = fc.integer({ min: 1, max: 6 }).map((amount): Partial<Limit> => ({ amount, measure: 'concurrency' }))
  return fc
    .array(fc.oneof(rate, quota, atOnce), { minLength: 1, maxLength: 4 })
    .map((limits) => limits.map((limit, i) => ({ ...like, ...limit, id: `00000000-0000-7000-8000-0000000001${10 + i}` })))
}

/** Plays the steps on a store and checks every promise after each of them. */
export async function playAny(
  store: Store,
  counters: TestedCounters,
  clock: { nowMs: number },
  limits: Limit[],
  steps: Step[],
): Promise<TestedCounters> {
  const play: Play = { counters, clock, limits, calls: [] }
  /** Calls whose gateway died; a store that outlives it still holds what they held. */
  const lost: Call[] = []
  const running = () => play.calls.filter((call) => call.actual === null && !lost.includes(call))
  for (const [i, step] of steps.entries()) {
    const open = running()
    const chosen = 'which' in step ? open[step.which % Math.max(1, open.length)] : undefined
    if (step.kind === 'wait') clock.nowMs += step.ms
    else if (step.kind === 'reserve') await reserve(play, `call ${i}`, step)
    else if (step.kind === 'settle' && chosen) await settle(play, chosen, Math.min(step.used, chosen.need))
    else if (step.kind === 'cancel' && chosen) await settle(play, chosen, 0)
    else if (step.kind === 'crash') {
      if (store.outlives) lost.push(...open)
      // The ledger's replay books what a dead process had begun, at most at what was held.
      else for (const call of open) call.actual = call.need
      play.counters = await store.crash(play.counters, clock, seedsOf(play))
    }
  }
  for (const call of running()) await settle(play, call, call.need)
  await expectLedger(play)
  if (lost.length > 0) {
    for (const call of lost) call.actual = call.need
    clock.nowMs += store.leaseMs + 1
    // Whoever comes next closes what nobody speaks for any more.
    await play.counters.settle({ callId: 'nobody', takes: [] }, [], clock.nowMs)
    await play.counters.reserve('next', demandsOf(play, 0, 'c'), clock.nowMs)
    await expectLedger(play)
  }
  for (const limit of limits) expectNoWindowExceeds(limit, play.calls)
  return play.counters
}

async function reserve(play: Play, id: string, { need, key }: { need: number; key: string }): Promise<void> {
  const { counters, clock, calls } = play
  const demands = demandsOf(play, need, key)
  const before = await counters.peek(demands, clock.nowMs)
  const result = await counters.reserve(id, demands, clock.nowMs)
  const after = await counters.peek(demands, clock.nowMs)
  expect(result.ok).toBe(before.every((used, i) => used + (demands[i]?.need ?? 0) <= (demands[i]?.amount ?? 0)))
  if (result.ok) calls.push({ atMs: clock.nowMs, key, need, actual: null, hold: result.hold })
  else expect(after).toEqual(before)
  for (const [i, used] of after.entries()) expect(used).toBeLessThanOrEqual(demands[i]?.amount ?? 0)
  for (const limit of play.limits) {
    if (limit.measure !== 'concurrency') continue
    const atOnce = calls.filter((call) => call.key === key && call.actual === null).length
    expect(atOnce).toBeLessThanOrEqual(limit.amount)
  }
}

async function settle({ counters, clock }: Play, call: Call, actual: number): Promise<void> {
  call.actual = actual
  const actuals = call.hold.takes.map((_, i) => (actual >= 0 ? actual : i))
  await counters.settle(call.hold, actuals, clock.nowMs)
  // A second settlement is none.
  await counters.settle(call.hold, actuals, clock.nowMs)
}

function demandsOf({ limits, clock }: Pick<Play, 'limits' | 'clock'>, need: number, key: string): Demand[] {
  return limits.map((limit) => ({
    limit,
    countKey: key,
    amount: limit.amount,
    need: limit.measure === 'concurrency' ? 1 : need,
    span: spanOf(limit, clock.nowMs),
  }))
}

function spanOf({ window, measure }: Limit, atMs: number) {
  if (window.kind !== 'quota' || measure === 'concurrency') return null
  return periodAt(window.period, window.timeZone ?? 'UTC', window.weekStart, atMs)
}

/** What the ledger has booked for each quota in the running period. */
function seedsOf({ limits, calls, clock }: Play): Seed[] {
  return limits.flatMap((limit) => {
    const span = spanOf(limit, clock.nowMs)
    if (!span) return []
    return ['a', 'b'].map((countKey) => {
      const booked = calls.filter(({ key, atMs }) => key === countKey && atMs >= span.startMs && atMs < span.endMs)
      return { limitId: limit.id, countKey, periodStartMs: span.startMs, total: sum(booked.map(({ actual }) => actual ?? 0)) }
    })
  })
}

/** Nothing is held but by calls whose gateway died, and quotas say what the ledger has booked. */
async function expectLedger(play: Play): Promise<void> {
  const { counters, limits, calls, clock } = play
  const standings = await counters.list(limits, clock.nowMs, () => null)
  const booked = seedsOf(play)
  for (const { limitId, countKey, used, held } of standings) {
    const limit = limits.find(({ id }) => id === limitId)
    if (!limit || countKey === 'c') continue
    const span = spanOf(limit, clock.nowMs)
    const unsettled = calls.filter(
      ({ key, actual, atMs }) => key === countKey && actual === null && (!span || atMs >= span.startMs),
    )
    const expected = limit.measure === 'concurrency' ? unsettled.length : sum(unsettled.map(({ need }) => need))
    expect(held).toBe(expected)
    const total = booked.find((seed) => seed.limitId === limitId && seed.countKey === countKey)
    if (total) expect(used).toBe(total.total)
  }
}

/** Of every window that begins with an admission: what was admitted in it, as it came out. */
function expectNoWindowExceeds(limit: Limit, calls: readonly Call[]): void {
  const { window, measure, amount } = limit
  if (measure === 'concurrency') return
  for (const first of calls) {
    const endMs = window.kind === 'rate' ? first.atMs + window.seconds * 1000 : (spanOf(limit, first.atMs)?.endMs ?? 0)
    const startMs = window.kind === 'rate' ? first.atMs : (spanOf(limit, first.atMs)?.startMs ?? 0)
    const inside = calls.filter(({ key, atMs }) => key === first.key && atMs >= startMs && atMs < endMs)
    expect(sum(inside.map(({ actual }) => actual ?? 0))).toBeLessThanOrEqual(amount)
  }
}

function sum(amounts: number[]): number {
  return amounts.reduce((a, b) => a + b, 0)
}
