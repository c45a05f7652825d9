/** What every store of counters must do, wherever it keeps them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Counters, Demand, Hold } from '@/lib/gateway/counters'
import { periodAt } from '@/lib/policy/limits/calendar'
import type { Limit } from '@/lib/policy/limits/limit'
import type { CounterStanding, MemoryCounters, Seed } from '@/lib/runtime/counters/memory-counters'

export type TestedCounters = Counters & {
  list(...args: Parameters<MemoryCounters['list']>): CounterStanding[] | Promise<CounterStanding[]>
}

export type Store = {
  name: string
  /** How often the random test runs: less where each step is a round trip. */
  runs: number
  /** Empty but for the seeds; its time is the given clock's. */
  create(seeds: Seed[], clock: { nowMs: number }): Promise<TestedCounters>
  discard(counters: TestedCounters): Promise<void>
}

export const quota: Limit = {
  id: '00000000-0000-7000-8000-000000000001',
  name: 'limit',
  scope: {},
  countBy: 'platform',
  measure: 'tokens',
  window: { kind: 'quota', period: 'day', timeZone: 'UTC', weekStart: 1 },
  amount: 1_000,
  currency: null,
  mode: 'strict',
  onExceed: 'refuse',
  waitMs: 0,
  unpriced: 'refuse',
  quotaStatus: 403,
  storeDown: 'local',
  raised: null,
  resetAtMs: 0,
  resets: new Map(),
}
export const rate: Limit = {
  ...quota,
  id: '00000000-0000-7000-8000-000000000002',
  window: { kind: 'rate', seconds: 60 },
  amount: 500,
}
export const atOnce: Limit = { ...quota, id: '00000000-0000-7000-8000-000000000003', measure: 'concurrency', amount: 5 }

export function demand(limit: Limit, need: number, nowMs: number, countKey = ''): Demand {
  const span = limit.window.kind === 'quota' && limit.measure !== 'concurrency' ? periodAt('day', 'UTC', 1, nowMs) : null
  return { limit, countKey, amount: limit.amount, need, span }
}

type Step = { kind: 'reserve'; need: number } | { kind: 'settle'; which: number; used: number } | { kind: 'wait'; ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('reserve' as const), need: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant('settle' as const), which: fc.nat(20), used: fc.integer({ min: 0, max: 200 }) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40_000_000 }) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 30_000 }) }),
)

const noon = Date.parse('2026-11-21T12:00:00Z')
const today = Date.parse('2026-11-21T00:00:00Z')

export function countersSuite(store: Store): void {
  const withCounters = async (
    work: (counters: TestedCounters, clock: { nowMs: number }) => Promise<void>,
    startMs = noon,
    seeds: Seed[] = [],
  ) => {
    const clock = { nowMs: startMs }
    const counters = await store.create(seeds, clock)
    try {
      await work(counters, clock)
    } finally {
      await store.discard(counters)
    }
  }

  describe(`counters in ${store.name}`, () => {
    it('never exceed any limit, take from all or none, and hold nothing once all is settled', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 150 }), (steps) =>
          withCounters((counters, clock) => play(counters, clock, steps), today),
        ),
        { numRuns: store.runs },
      )
    }, 60_000)

    it('grants the same call once, however often it asks', () =>
      withCounters(async (counters) => {
        for (let i = 0; i < 3; i++) expect((await counters.reserve('same', [demand(quota, 400, noon)], noon)).ok).toBe(true)
        expect(await counters.peek([demand(quota, 0, noon)], noon)).toEqual([400])
      }))

    it('goes on from what was used before the process started, in the same period only', () =>
      withCounters(
        async (counters, clock) => {
          expect((await counters.reserve('big', [demand(quota, 101, noon)], noon)).ok).toBe(false)
          expect((await counters.reserve('fits', [demand(quota, 100, noon)], noon)).ok).toBe(true)
          clock.nowMs = noon + 86_400_000
          expect(await counters.peek([demand(quota, 0, clock.nowMs)], clock.nowMs)).toEqual([0])
        },
        noon,
        [{ limitId: quota.id, countKey: '', periodStartMs: today, total: 900 }],
      ))

    it('keeps what was used when the amount of a limit changes', () =>
      withCounters(async (counters) => {
        await counters.reserve('one', [demand(quota, 900, noon)], noon)
        const raised = { ...quota, amount: 2_000 }
        expect((await counters.reserve('two', [demand(raised, 1_100, noon)], noon)).ok).toBe(true)
        expect((await counters.reserve('three', [demand(raised, 1, noon)], noon)).ok).toBe(false)
      }))

    it('tells when there is room again in a rate: then it fits, a moment earlier it does not', () =>
      withCounters(async (counters, clock) => {
        const first = await counters.reserve('first', [demand(rate, 500, noon)], noon)
        if (first.ok) await counters.settle(first.hold, [500], noon)
        const second = await counters.reserve('second', [demand(rate, 1, noon)], noon)
        const atMs = Math.ceil(second.views[0]?.resetAtMs ?? 0)
        expect(atMs).toBeGreaterThan(noon + 60_000)
        expect(atMs).toBeLessThanOrEqual(noon + 61_000)
        clock.nowMs = atMs - 1
        expect((await counters.reserve('early', [demand(rate, 1, atMs - 1)], atMs - 1)).ok).toBe(false)
        clock.nowMs = atMs
        expect((await counters.reserve('in time', [demand(rate, 1, atMs)], atMs)).ok).toBe(true)
      }))

    it('counts a hold whose bucket has left the window, until it is settled', () =>
      withCounters(async (counters, clock) => {
        const long = await counters.reserve('long', [demand(rate, 400, noon)], noon)
        clock.nowMs = noon + 300_000
        expect(await counters.peek([demand(rate, 0, clock.nowMs)], clock.nowMs)).toEqual([400])
        expect((await counters.reserve('no room', [demand(rate, 101, clock.nowMs)], clock.nowMs)).ok).toBe(false)
        if (long.ok) await counters.settle(long.hold, [400], clock.nowMs)
        expect(await counters.peek([demand(rate, 0, clock.nowMs)], clock.nowMs)).toEqual([0])
      }))

    it('are exact up to the largest whole number', () =>
      withCounters(async (counters) => {
        const budget = { ...quota, amount: Number.MAX_SAFE_INTEGER }
        const big = await counters.reserve('big', [demand(budget, Number.MAX_SAFE_INTEGER - 1, noon)], noon)
        if (big.ok) await counters.settle(big.hold, [Number.MAX_SAFE_INTEGER - 1], noon)
        expect(await counters.peek([demand(budget, 0, noon)], noon)).toEqual([Number.MAX_SAFE_INTEGER - 1])
        expect((await counters.reserve('two', [demand(budget, 2, noon)], noon)).ok).toBe(false)
        expect((await counters.reserve('one', [demand(budget, 1, noon)], noon)).ok).toBe(true)
      }))

    it('list how each counter stands, whatever its value is called', () =>
      withCounters(async (counters) => {
        const key = 'a:7: {b} ümlaut'
        const demands = [demand(quota, 10, noon, key), demand(rate, 20, noon, key), demand(atOnce, 1, noon, key)]
        const one = await counters.reserve('one', demands, noon)
        await counters.reserve('two', demands, noon)
        if (one.ok) await counters.settle(one.hold, [7, 8, 0], noon)
        const listed = await counters.list(new Set([quota.id, rate.id, atOnce.id]), noon, () => null)
        expect(listed.sort((a, b) => a.limitId.localeCompare(b.limitId))).toEqual([
          { limitId: quota.id, countKey: key, used: 7, held: 10, resetAtMs: today + 86_400_000 },
          { limitId: rate.id, countKey: key, used: 8, held: 20, resetAtMs: null },
          { limitId: atOnce.id, countKey: key, used: 1, held: 1, resetAtMs: null },
        ])
      }))
  })
}

async function play(counters: TestedCounters, clock: { nowMs: number }, steps: Step[]): Promise<void> {
  const open: { hold: Hold; need: number; day: number }[] = []
  const usedOfDay = new Map<number, number>()
  const settle = async ({ hold, need, day }: (typeof open)[number], used: number) => {
    const actual = Math.min(used, need)
    usedOfDay.set(day, (usedOfDay.get(day) ?? 0) + actual)
    await counters.settle(hold, [actual, actual, 0], clock.nowMs)
    await counters.settle(hold, [actual, actual, 0], clock.nowMs)
  }
  for (const [i, action] of steps.entries()) {
    if (action.kind === 'wait') clock.nowMs += action.ms
    else if (action.kind === 'settle') {
      const [one] = open.splice(action.which % Math.max(1, open.length), 1)
      if (one) await settle(one, action.used)
    } else {
      const { nowMs } = clock
      const demands = [demand(quota, action.need, nowMs), demand(rate, action.need, nowMs), demand(atOnce, 1, nowMs)]
      const before = await counters.peek(demands, nowMs)
      const result = await counters.reserve(`call ${i}`, demands, nowMs)
      const after = await counters.peek(demands, nowMs)
      if (result.ok) open.push({ hold: result.hold, need: action.need, day: Math.floor(nowMs / 86_400_000) })
      else expect(after).toEqual(before)
      expect(result.ok).toBe(before.every((used, j) => used + (demands[j]?.need ?? 0) <= (demands[j]?.amount ?? 0)))
      for (const [j, used] of after.entries()) expect(used).toBeLessThanOrEqual(demands[j]?.amount ?? 0)
    }
  }
  for (const one of open.splice(0)) await settle(one, one.need)
  const standings = await counters.list(new Set([quota.id, rate.id, atOnce.id]), clock.nowMs, () => null)
  expect(standings.every(({ held }) => held === 0)).toBe(true)
  for (const used of usedOfDay.values()) expect(used).toBeLessThanOrEqual(quota.amount)
}
