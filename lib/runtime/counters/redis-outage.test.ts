import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Hold, ReserveResult } from '@/lib/gateway/counters'
import type { Seed } from '@/lib/runtime/counters/memory-counters'
import { createRedisCounters, type RedisCounters } from '@/lib/runtime/counters/redis-counters'
import { startRedis, type TestRedis } from '@/lib/runtime/counters/testing/redis-server'
import { atOnce, demand, quota, rate } from '@/lib/runtime/counters/testing/tested-store'

const denying = { ...quota, id: '00000000-0000-7000-8000-000000000004', storeDown: 'deny' as const }
const allowing = { ...quota, id: '00000000-0000-7000-8000-000000000005', storeDown: 'allow' as const, amount: 10 }
/** The patience, and what a busy machine adds to any timer. */
const AT_MOST_MS = 50 + 40

let redis: TestRedis
let counters: RedisCounters
let totals: Seed[] = []

async function connect(): Promise<RedisCounters> {
  return await createRedisCounters({ url: redis.url, readTotals: async () => totals, onError: () => {} })
}

beforeEach(async () => {
  totals = []
  redis = await startRedis()
  counters = await connect()
})
afterEach(async () => {
  redis.signal('SIGCONT')
  await counters.close()
  await redis.stop()
})

async function isBack(): Promise<void> {
  await expect.poll(() => counters.isUp(), { timeout: 10_000, interval: 20 }).toBe(true)
}

/** Asks as the pipeline does: looks, then takes. */
async function call(id: string, ...demands: ReturnType<typeof demand>[]): Promise<{ result: ReserveResult; tookMs: number }> {
  const sinceMs = performance.now()
  await counters.peek(demands, Date.now())
  const result = await counters.reserve(id, demands, Date.now())
  return { result, tookMs: performance.now() - sinceMs }
}

const holdOf = (result: ReserveResult): Hold => (result.ok ? result.hold : { callId: '', takes: [] })

describe('while Redis does not answer', () => {
  it('no call waits longer than 50 ms; the limit goes on from what was last seen; afterwards Redis knows all of it', async () => {
    const nowMs = Date.now()
    const before = await call('before', demand(quota, 600, nowMs))
    redis.signal('SIGSTOP')
    const during = await Promise.all(Array.from({ length: 20 }, (_, i) => call(`during ${i}`, demand(quota, 100, nowMs))))
    expect(Math.max(...during.map(({ tookMs }) => tookMs))).toBeLessThan(AT_MOST_MS)
    const granted = during.filter(({ result }) => result.ok)
    expect(granted).toHaveLength(4)
    // Once it is known, nobody waits any more.
    expect((await call('later', demand(quota, 100, nowMs))).tookMs).toBeLessThan(20)
    await counters.settle(holdOf(before.result), [500], nowMs)
    for (const { result } of granted) await counters.settle(holdOf(result), [90], nowMs)
    redis.signal('SIGCONT')
    await isBack()
    // 500 of the first, 90 of each of four, and nothing of what was asked of the store in vain.
    expect(await counters.peek([demand(quota, 0, nowMs)], nowMs)).toEqual([860])
    const listed = await counters.list([quota], nowMs, () => null)
    expect(listed.map(({ used, held }) => ({ used, held }))).toEqual([{ used: 860, held: 0 }])
  })

  it('a limit refuses, or lets pass, if it says so', async () => {
    const nowMs = Date.now()
    redis.signal('SIGSTOP')
    await expect(call('deny', demand(denying, 1, nowMs))).rejects.toMatchObject({ code: 'gateway_busy', status: 503 })
    const allowed = await call('allow', demand(allowing, 100, nowMs), demand(rate, 10, nowMs))
    expect(allowed.result.ok).toBe(true)
    await counters.settle(holdOf(allowed.result), [70, 7], nowMs)
    redis.signal('SIGCONT')
    await isBack()
    expect(await counters.peek([demand(allowing, 0, nowMs), demand(rate, 0, nowMs)], nowMs)).toEqual([70, 7])
    expect((await call('deny again', demand(denying, 1, nowMs))).result.ok).toBe(true)
  })

  it('a Redis that comes back empty is filled from the totals, and calls under way hold again what they held', async () => {
    const nowMs = Date.now()
    const running = await call('running', demand(quota, 100, nowMs), demand(atOnce, 1, nowMs))
    await redis.kill()
    expect((await call('meanwhile', demand(rate, 1, nowMs))).tookMs).toBeLessThan(AT_MOST_MS)
    totals = [{ limitId: quota.id, countKey: '', periodStartMs: demand(quota, 0, nowMs).span?.startMs ?? 0, total: 800 }]
    await redis.restart()
    await isBack()
    const both = [demand(quota, 0, nowMs), demand(atOnce, 0, nowMs)]
    expect(await counters.peek(both, nowMs)).toEqual([900, 1])
    await counters.settle(holdOf(running.result), [40, 0], nowMs)
    expect(await counters.peek(both, nowMs)).toEqual([840, 0])
  })

  it('a gateway that starts without Redis counts alone, from the totals of the ledger', async () => {
    await counters.close()
    await redis.kill()
    const nowMs = Date.now()
    totals = [{ limitId: quota.id, countKey: '', periodStartMs: demand(quota, 0, nowMs).span?.startMs ?? 0, total: 950 }]
    counters = await connect()
    expect((await call('fits', demand(quota, 50, nowMs))).result.ok).toBe(true)
    expect((await call('does not', demand(quota, 1, nowMs))).result.ok).toBe(false)
  })
})
