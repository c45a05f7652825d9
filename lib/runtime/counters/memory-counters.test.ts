import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Demand, Hold } from '@/lib/gateway/counters'
import { periodAt } from '@/lib/policy/limits/calendar'
import type { Limit } from '@/lib/policy/limits/limit'
import { createMemoryCounters } from '@/lib/runtime/counters/memory-counters'

const base: Limit = {
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
  raised: null,
}
const rate: Limit = { ...base, id: '00000000-0000-7000-8000-000000000002', window: { kind: 'rate', seconds: 60 }, amount: 500 }
const atOnce: Limit = { ...base, id: '00000000-0000-7000-8000-000000000003', measure: 'concurrency', amount: 5 }

function demand(limit: Limit, need: number, nowMs: number): Demand {
  const span = limit.window.kind === 'quota' && limit.measure !== 'concurrency' ? periodAt('day', 'UTC', 1, nowMs) : null
  return { limit, countKey: '', amount: limit.amount, need, span }
}

type Step = { kind: 'reserve'; need: number } | { kind: 'settle'; which: number; used: number } | { kind: 'wait'; ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('reserve' as const), need: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant('settle' as const), which: fc.nat(20), used: fc.integer({ min: 0, max: 200 }) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40_000_000 }) }),
)

describe('counters in memory', () => {
  it('never exceed any limit, take from all or none, and hold nothing once all is settled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 150 }), async (steps) => {
        const counters = createMemoryCounters()
        let nowMs = Date.parse('2026-11-21T00:00:00Z')
        const open: { hold: Hold; need: number; day: number }[] = []
        const usedOfDay = new Map<number, number>()
        const dayOf = () => Math.floor(nowMs / 86_400_000)
        const settle = async ({ hold, need, day }: (typeof open)[number], used: number) => {
          const actual = Math.min(used, need)
          usedOfDay.set(day, (usedOfDay.get(day) ?? 0) + actual)
          await counters.settle(hold, [actual, actual, 0], nowMs)
          await counters.settle(hold, [actual, actual, 0], nowMs)
        }
        for (const [i, action] of steps.entries()) {
          if (action.kind === 'wait') nowMs += action.ms
          else if (action.kind === 'settle') {
            const [one] = open.splice(action.which % Math.max(1, open.length), 1)
            if (one) await settle(one, action.used)
          } else {
            const demands = [demand(base, action.need, nowMs), demand(rate, action.need, nowMs), demand(atOnce, 1, nowMs)]
            const before = await counters.peek(demands, nowMs)
            const result = await counters.reserve(`call ${i}`, demands, nowMs)
            const after = await counters.peek(demands, nowMs)
            if (result.ok) open.push({ hold: result.hold, need: action.need, day: dayOf() })
            else expect(after).toEqual(before)
            for (const [j, used] of after.entries()) expect(used).toBeLessThanOrEqual(demands[j]?.amount ?? 0)
          }
        }
        for (const one of open.splice(0)) await settle(one, one.need)
        const held = counters.list(new Set([base.id, rate.id, atOnce.id]), nowMs, () => null).map((standing) => standing.held)
        expect(held.every((value) => value === 0)).toBe(true)
        for (const used of usedOfDay.values()) expect(used).toBeLessThanOrEqual(base.amount)
      }),
    )
  })

  it('grants the same call once, however often it asks', async () => {
    const counters = createMemoryCounters()
    const nowMs = Date.parse('2026-11-21T12:00:00Z')
    for (let i = 0; i < 3; i++) await counters.reserve('same', [demand(base, 400, nowMs)], nowMs)
    expect(await counters.peek([demand(base, 0, nowMs)], nowMs)).toEqual([400])
  })

  it('goes on from what was used before the process started, in the same period only', async () => {
    const counters = createMemoryCounters()
    const nowMs = Date.parse('2026-11-21T12:00:00Z')
    counters.seed([{ limitId: base.id, countKey: '', periodStartMs: Date.parse('2026-11-21T00:00:00Z'), total: 900 }])
    expect((await counters.reserve('big', [demand(base, 101, nowMs)], nowMs)).ok).toBe(false)
    expect((await counters.reserve('fits', [demand(base, 100, nowMs)], nowMs)).ok).toBe(true)
    const tomorrowMs = nowMs + 86_400_000
    expect(await counters.peek([demand(base, 0, tomorrowMs)], tomorrowMs)).toEqual([0])
  })

  it('keeps what was used when the amount of a limit changes', async () => {
    const counters = createMemoryCounters()
    const nowMs = Date.parse('2026-11-21T12:00:00Z')
    await counters.reserve('one', [demand(base, 900, nowMs)], nowMs)
    const raised = { ...base, amount: 2_000 }
    expect((await counters.reserve('two', [demand(raised, 1_100, nowMs)], nowMs)).ok).toBe(true)
    expect((await counters.reserve('three', [demand(raised, 1, nowMs)], nowMs)).ok).toBe(false)
  })
})
