/** The past gone through again against the counters that decided it: with the present amount the same calls are refused. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Demand } from '@/lib/gateway/counters'
import { periodAt, type Span } from '@/lib/policy/limits/calendar'
import type { Limit } from '@/lib/policy/limits/limit'
import { createReplay, type PastCall } from '@/lib/policy/limits/replay'
import { createMemoryCounters } from '@/lib/runtime/counters/memory-counters'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const START_MS = Date.parse('2026-11-21T23:30:00Z')
const RESET_MS = START_MS + 40 * 60_000

type Given = { afterMs: number; lastsMs: number; need: number; share: number; key: number; cap: number }

const given = fc.record({
  afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 })),
  lastsMs: fc.integer({ min: 0, max: 120_000 }),
  need: fc.integer({ min: 20, max: 500 }),
  share: fc.integer({ min: 0, max: 130 }),
  key: fc.integer({ min: 0, max: 2 }),
  cap: fc.integer({ min: 0, max: 200 }),
})

const kinds = {
  'a rate': { measure: 'tokens', window: { kind: 'rate', seconds: 60 } },
  'a quota over midnight': { measure: 'tokens', window: { kind: 'quota', period: 'day', timeZone: 'UTC', weekStart: 1 } },
  'calls at a time': { measure: 'concurrency', window: { kind: 'rate', seconds: 60 } },
} as const satisfies Record<string, Pick<Limit, 'measure' | 'window'>>

describe.each(Object.entries(kinds))('%s', (_, kind) => {
  const limitOf = (amount: number): Limit => ({
    id: 'l',
    name: 'l',
    scope: {},
    countBy: 'key',
    ...kind,
    amount,
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
  })

  it('refuses the same calls again', () => {
    let refusals = 0
    fc.assert(
      fc.property(fc.array(given, { minLength: 5, maxLength: 120 }), fc.integer({ min: 1, max: 2_000 }), (list, most) => {
        const limit = limitOf(kind.measure === 'concurrency' ? Math.ceil(most / 500) : most)
        const past = runThrough(limit, list)
        refusals += past.filter((call) => call.wasRefused).length
        expect(refusedBy(limit, past)).toEqual(new Set(past.filter((call) => call.wasRefused).map((call) => call.id)))
      }),
      { numRuns: 150 },
    )
    // It must not be true because nothing ever was.
    expect(refusals).toBeGreaterThan(100)
  })

  it('refuses nothing with an amount nobody reaches, and everything with none', () => {
    fc.assert(
      fc.property(fc.array(given, { minLength: 1, maxLength: 40 }), (list) => {
        const past = runThrough(limitOf(700), list)
        expect(refusedBy(limitOf(1_000_000), past).size).toBe(0)
        expect(refusedBy(limitOf(0), past).size).toBe(past.length)
      }),
      { numRuns: 50 },
    )
  })
})

/** Lets calls meet the gateway's own counters, and writes down what a usage record keeps of each. */
function runThrough(limit: Limit, list: Given[]): PastCall[] {
  const counters = createMemoryCounters()
  const open: { endMs: number; settle(): void }[] = []
  const past: PastCall[] = []
  const inForce = (nowMs: number): Limit => (nowMs >= RESET_MS ? { ...limit, resetAtMs: RESET_MS } : limit)
  let nowMs = START_MS
  for (const [i, one] of list.entries()) {
    nowMs += one.afterMs
    open.sort((a, b) => a.endMs - b.endMs)
    while ((open[0]?.endMs ?? Number.POSITIVE_INFINITY) < nowMs) open.shift()?.settle()
    const span = spanOf(limit, nowMs)
    const isOne = limit.measure === 'concurrency'
    const demand: Demand = { limit: inForce(nowMs), countKey: `key ${one.key}`, amount: limit.amount, need: 0, span }
    const room = limit.amount - ((counters.peek([demand], nowMs) as number[])[0] ?? 0)
    // As `boundOutput` does: a prompt that must fit, an answer as long as there is room for, 16 at least.
    const cap = Math.max(16, Math.min(one.cap + 16, Math.floor(room - one.need)))
    const least = isOne ? 1 : one.need + (one.cap > 0 ? 16 : 0)
    demand.need = isOne ? 1 : one.need + (one.cap > 0 ? cap : 0)
    const id = String(i)
    const result = counters.reserve(id, [demand], nowMs) as { ok: boolean; hold?: never }
    const used = isOne ? 0 : Math.floor((demand.need * one.share) / 100)
    const endMs = nowMs + one.lastsMs
    past.push({
      id,
      atMs: nowMs,
      endMs,
      countKey: demand.countKey,
      span,
      calls: 1,
      wasRefused: !result.ok,
      need: demand.need,
      least,
      used,
    })
    const { hold } = result
    if (hold) open.push({ endMs, settle: () => counters.settle(hold, [used], endMs) })
  }
  return past
}

function refusedBy(limit: Limit, past: readonly PastCall[]): Set<string> {
  const refused = new Set<string>()
  const replay = createReplay(
    { limit, amountAt: () => limit.amount, resetAt: (_, atMs) => (atMs >= RESET_MS ? RESET_MS : 0) },
    (call, verdict) => {
      if (verdict === 'refused') refused.add(call.id)
    },
  )
  for (const call of past) replay.feed(call)
  replay.finish()
  return refused
}

function spanOf({ window }: Limit, atMs: number): Span | null {
  return window.kind === 'quota' ? periodAt(window.period, window.timeZone ?? 'UTC', window.weekStart, atMs) : null
}
