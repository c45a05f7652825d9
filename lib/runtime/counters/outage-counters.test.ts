import { describe, expect, it } from 'vitest'
import type { Limit } from '@/lib/policy/limits/limit'
import { createOutageCounters } from '@/lib/runtime/counters/outage-counters'
import { demand, quota, rate } from '@/lib/runtime/counters/testing/tested-store'

const noon = Date.parse('2026-11-21T12:00:00Z')
const periodStartMs = demand(quota, 0, noon).span?.startMs ?? 0
const resetSince = (limit: Limit): Limit => ({ ...limit, resetAtMs: noon - 1_000 })

describe('counters while the store is away', () => {
  it('go on from the totals of the start, but not from what a reset since has made void', async () => {
    const counters = createOutageCounters([{ limitId: quota.id, countKey: '', periodStartMs, total: 1_000 }])
    counters.begin()
    expect(counters.list([resetSince(quota)], noon, () => noon)[0]?.used).toBe(0)
    expect((await counters.reserve('reset', [demand(resetSince(quota), 10, noon)], noon)).ok).toBe(true)
    counters.begin()
    expect((await counters.reserve('not reset', [demand(quota, 10, noon)], noon)).ok).toBe(false)
  })

  it('go on from what was seen last, unless a reset came after it', async () => {
    const counters = createOutageCounters([])
    for (const limit of [quota, rate]) counters.see(demand(limit, 0, noon), 300, noon - 2_000)
    counters.see(demand({ ...resetSince(rate), id: atRest.id }, 0, noon), 300, noon - 500)
    counters.begin()
    const reset = [quota, rate, atRest].map((limit) => demand(resetSince(limit), 0, noon))
    expect(counters.lately(reset.slice(2), noon)).toEqual([300])
    expect(await counters.peek(reset, noon)).toEqual([0, 0, 300])
    counters.begin()
    const former = [quota, rate].map((limit) => demand(limit, 0, noon))
    expect(await counters.peek(former, noon)).toEqual([300, 300])
  })
})

/** Seen only after its reset. */
const atRest: Limit = { ...rate, id: '00000000-0000-7000-8000-000000000009' }
