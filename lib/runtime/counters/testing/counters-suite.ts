/** What every store of counters must do, wherever it keeps them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Limit, MAX_VALUES, OTHER_VALUES } from '@/lib/policy/limits/limit'
import type { Seed } from '@/lib/runtime/counters/memory-counters'
import { anyLimits, anySteps, playAny } from '@/lib/runtime/counters/testing/any-limits'
import { atOnce, demand, quota, rate, type Store, type TestedCounters } from '@/lib/runtime/counters/testing/tested-store'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

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
    it('never exceed any limits, hold nothing for ever and say what the ledger says, whatever ends and crashes when', async () => {
      await fc.assert(
        fc.asyncProperty(anyLimits(quota), anySteps, async (limits, steps) => {
          const clock = { nowMs: noon }
          let counters = await store.create([], clock)
          const tracked: Store = {
            ...store,
            crash: async (...args) => {
              counters = await store.crash(...args)
              return counters
            },
          }
          try {
            await playAny(tracked, counters, clock, limits, steps)
          } finally {
            await store.discard(counters)
          }
        }),
        { numRuns: store.runs },
      )
    }, 300_000)

    it('forget what is settled when a limit is reset, once, and go on holding what calls under way hold', () =>
      withCounters(async (counters) => {
        const resetAtMs = noon + 1
        const anew = (need: number) => [demand({ ...quota, resetAtMs }, need, noon), demand({ ...rate, resetAtMs }, need, noon)]
        const settled = await counters.reserve('settled', [demand(quota, 300, noon), demand(rate, 300, noon)], noon)
        if (settled.ok) await counters.settle(settled.hold, [300, 300], noon)
        const running = await counters.reserve('running', [demand(quota, 100, noon), demand(rate, 100, noon)], noon)
        expect(await counters.peek(anew(0), noon)).toEqual([100, 100])
        const listed = await counters.list(
          anew(0).map(({ limit }) => limit),
          noon,
          () => null,
        )
        expect(listed.map(({ used }) => used)).toEqual([0, 0])
        const next = await counters.reserve('next', anew(400), noon)
        expect(next.ok).toBe(true)
        if (next.ok) await counters.settle(next.hold, [400, 400], noon)
        // A gateway that has not heard of the reset yet neither undoes nor repeats it.
        expect(await counters.peek([demand(quota, 0, noon), demand(rate, 0, noon)], noon)).toEqual([500, 500])
        expect((await counters.reserve('again', anew(1), noon)).ok).toBe(false)
        if (running.ok) await counters.settle(running.hold, [60, 60], noon)
        expect(await counters.peek(anew(0), noon)).toEqual([460, 460])
      }))

    it('forget the one counter that is reset, and no other', () =>
      withCounters(async (counters) => {
        for (const key of ['a', 'b']) {
          const taken = await counters.reserve(key, [demand(quota, 200, noon, key)], noon)
          if (taken.ok) await counters.settle(taken.hold, [200], noon)
        }
        const after = { ...quota, resets: new Map([['a', noon + 1]]) }
        expect(await counters.peek([demand(after, 0, noon, 'a'), demand(after, 0, noon, 'b')], noon)).toEqual([0, 200])
      }))

    it('give the first thousand values of a header a counter each; the rest share one', () =>
      withCounters(async (counters, clock) => {
        const perTeam: Limit = { ...rate, countBy: 'header:x-team', amount: 10 }
        const ask = (value: string, need: number) =>
          counters.reserve(value, [demand(perTeam, need, clock.nowMs, value)], clock.nowMs)
        for (let i = 0; i < MAX_VALUES; i += 100)
          await Promise.all(Array.from({ length: 100 }, (_, n) => ask(`team ${i + n}`, 1)))
        const one = await ask('late', 6)
        expect(one.ok && one.hold.takes[0]?.countKey).toBe(OTHER_VALUES)
        expect((await ask('later', 6)).ok).toBe(false)
        expect((await ask('latest', 4)).ok).toBe(true)
        expect((await counters.reserve('mine', [demand(perTeam, 9, clock.nowMs, 'team 7')], clock.nowMs)).ok).toBe(true)
        if (one.ok) await counters.settle(one.hold, [6], clock.nowMs)
      }))

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
        const listed = await counters.list([quota, rate, atOnce], noon, () => null)
        expect(listed.sort((a, b) => a.limitId.localeCompare(b.limitId))).toEqual([
          { limitId: quota.id, countKey: key, used: 7, held: 10, resetAtMs: today + 86_400_000 },
          { limitId: rate.id, countKey: key, used: 8, held: 20, resetAtMs: null },
          { limitId: atOnce.id, countKey: key, used: 1, held: 1, resetAtMs: null },
        ])
      }))
  })
}
