import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { periodAt } from '@/lib/policy/limits/calendar'
import type { Limit } from '@/lib/policy/limits/limit'
import { shareOf } from '@/lib/policy/limits/share'
import { createMemoryCounters, type MemoryCounters } from '@/lib/runtime/counters/memory-counters'
import { countersSuite } from '@/lib/runtime/counters/testing/counters-suite'
import { atOnce, demand, quota, rate, type TestedCounters } from '@/lib/runtime/counters/testing/tested-store'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const open = new Map<TestedCounters, MemoryCounters>()

function started(counters: MemoryCounters): MemoryCounters {
  open.set(counters, counters)
  return counters
}

countersSuite({
  name: 'memory',
  runs: 300,
  outlives: false,
  leaseMs: 0,
  create: async (seeds) => {
    const counters = started(createMemoryCounters())
    counters.seed(seeds)
    return counters
  },
  // The process is gone: what it had on disk and what the ledger has booked are all there is.
  crash: async (counters, _clock, booked) => {
    const saved = JSON.parse(JSON.stringify(open.get(counters)?.save()))
    const next = started(createMemoryCounters(undefined, { ...saved, counters: saved.counters.filter(isRate) }))
    next.seed(booked)
    return next
  },
  discard: async (counters) => {
    open.delete(counters)
  },
})

const isRate = ({ kind }: { kind: string }) => kind === 'rate'
const noon = Date.parse('2026-11-21T12:00:00Z')

describe('counters in memory', () => {
  it('forget what nobody uses any more', () => {
    const counters = createMemoryCounters()
    for (let i = 0; i < 50_000; i++) {
      const nowMs = noon + i * 100
      const taken = counters.reserve(
        `call ${i}`,
        [demand(rate, 1, nowMs, `key ${i}`), demand(atOnce, 1, nowMs, `key ${i}`)],
        nowMs,
      )
      if (!(taken instanceof Promise) && taken.ok) void counters.settle(taken.hold, [1, 0], nowMs)
    }
    // 600 calls are in the window of the last minute.
    expect(counters.size()).toBeLessThan(3_000)
  })

  it('let gateways that count alone use exactly the amount together, each its share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 60 }), fc.nat(20), (count, amount, used) => {
        for (const like of [quota, rate, atOnce]) {
          const limit: Limit = { ...like, amount }
          const gateways = Array.from({ length: count }, (_, rank) => createMemoryCounters(() => ({ count, rank })))
          const total = like === quota ? Math.min(used, amount) : 0
          const periodStartMs = demand(quota, 0, noon).span?.startMs ?? 0
          for (const gateway of gateways) gateway.seed([{ limitId: quota.id, countKey: '', periodStartMs, total }])
          const granted = Array.from({ length: amount * count + count }, (_, i) =>
            gateways[i % count]?.reserve(`call ${i}`, [demand(limit, 1, noon)], noon),
          ).filter((result) => result && 'ok' in result && result.ok)
          expect(granted).toHaveLength(amount - total)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('divide what is left of a quota anew when a gateway comes or goes', () => {
    let count = 2
    const one = createMemoryCounters(() => ({ count, rank: 0 }))
    const grant = (need: number) => one.reserve(`call ${Math.random()}`, [demand(quota, need, noon)], noon)
    expect(grant(501)).toMatchObject({ ok: false })
    const first = grant(300)
    if ('ok' in first && first.ok) void one.settle(first.hold, [300], noon)
    // The other one has used 500 and is gone: the ledger says 800.
    count = 1
    one.rebase([{ limitId: quota.id, countKey: '', periodStartMs: demand(quota, 0, noon).span?.startMs ?? 0, total: 800 }])
    expect(grant(201)).toMatchObject({ ok: false })
    expect(grant(200)).toMatchObject({ ok: true })
  })

  it('take a quota that nobody has touched since the start as untouched after a reset, unless its total is from after it', () => {
    const seed = { limitId: quota.id, countKey: '', periodStartMs: demand(quota, 0, noon).span?.startMs ?? 0 }
    const resetAtMs = noon - 1_000
    const reset: Limit = { ...quota, resetAtMs }
    const before = createMemoryCounters()
    before.seed([{ ...seed, total: 1_000 }])
    const standings = [{ limitId: quota.id, countKey: '', held: 0, resetAtMs: noon }]
    expect(before.list([reset], noon, () => noon)).toEqual(standings.map((one) => ({ ...one, used: 0 })))
    expect(before.peek([demand(reset, 0, noon)], noon)).toEqual([0])
    // A total that was read before the reset, and comes too late, changes nothing.
    before.seed([{ ...seed, total: 1_000 }])
    expect(before.peek([demand(reset, 0, noon)], noon)).toEqual([0])

    const after = createMemoryCounters()
    after.seed([{ ...seed, total: 40, resetAtMs }])
    expect(after.list([reset], noon, () => noon)).toEqual(standings.map((one) => ({ ...one, used: 40 })))
    // The reset is heard of only after the first call: it is in the total already.
    expect(after.peek([demand(quota, 0, noon)], noon)).toEqual([40])
    expect(after.peek([demand(reset, 0, noon)], noon)).toEqual([40])
  })

  it('know what a gateway that is gone has used of a quota that nobody has touched here', () => {
    let count = 2
    const one = createMemoryCounters(() => ({ count, rank: 0 }))
    const periodStartMs = demand(quota, 0, noon).span?.startMs ?? 0
    one.seed([{ limitId: quota.id, countKey: '', periodStartMs, total: 100 }])
    count = 1
    one.rebase([{ limitId: quota.id, countKey: '', periodStartMs, total: 500 }])
    expect(one.reserve('too much', [demand(quota, 501, noon)], noon)).toMatchObject({ ok: false })
    expect(one.reserve('the rest', [demand(quota, 500, noon)], noon)).toMatchObject({ ok: true })
  })

  it('keep a rate whole whose window is made longer or shorter while a call runs', () => {
    for (const [from, to] of [
      [3_600, 60],
      [60, 3_600],
    ] as const) {
      const counters = createMemoryCounters()
      const lasting = (seconds: number): Limit => ({ ...rate, window: { kind: 'rate', seconds } })
      const running = counters.reserve('running', [demand(lasting(from), 400, noon)], noon)
      const edited = lasting(to)
      expect(counters.peek([demand(edited, 0, noon)], noon)).toEqual([0])
      if ('ok' in running && running.ok) void counters.settle(running.hold, [100], noon)
      const laterMs = noon + 5 * 3_600_000
      expect(counters.peek([demand(edited, 0, laterMs)], laterMs)).toEqual([0])
      expect(counters.reserve('too much', [demand(edited, 501, laterMs)], laterMs)).toMatchObject({ ok: false })
    }
  })

  it('grant a month once, whichever time zones it is counted in by turns, and the next one anew', () => {
    const counters = createMemoryCounters()
    const ask = (zone: string, nowMs: number) => {
      const asked = { ...demand(quota, 1_000, nowMs), span: periodAt('month', zone, 1, nowMs) }
      const result = counters.reserve(`${zone} ${nowMs}`, [asked], nowMs)
      if (!('ok' in result) || !result.ok) return false
      void counters.settle(result.hold, [1_000], nowMs)
      return true
    }
    const zones = ['Pacific/Kiritimati', 'Asia/Tokyo', 'Europe/Stockholm', 'UTC', 'America/New_York', 'Pacific/Honolulu']
    expect(zones.map((zone) => ask(zone, noon))).toEqual([true, false, false, false, false, false])
    expect(ask('Pacific/Honolulu', Date.parse('2026-12-01T09:59:00Z'))).toBe(false)
    expect(ask('Pacific/Honolulu', Date.parse('2026-12-01T10:00:00Z'))).toBe(true)
  })

  it('share an amount out to the last unit', () => {
    expect([0, 1, 2].map((rank) => shareOf(10, { count: 3, rank }))).toEqual([4, 3, 3])
  })
})
