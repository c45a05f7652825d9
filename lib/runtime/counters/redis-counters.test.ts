import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Hold } from '@/lib/gateway/counters'
import { createRedisCounters, type RedisCounters, type RedisCountersOptions } from '@/lib/runtime/counters/redis-counters'
import { countersSuite } from '@/lib/runtime/counters/testing/counters-suite'
import { startRedis, type TestRedis } from '@/lib/runtime/counters/testing/redis-server'
import { atOnce, demand, quota, rate, type TestedCounters } from '@/lib/runtime/counters/testing/tested-store'

let redis: TestRedis
const open = new Map<TestedCounters, RedisCounters>()

beforeAll(async () => {
  redis = await startRedis()
})
beforeEach(() => redis.empty())
afterEach(async () => {
  for (const counters of open.keys()) await discard(counters)
})
afterAll(() => redis.stop())

async function gateway(options: Partial<RedisCountersOptions> = {}): Promise<RedisCounters> {
  const counters = await createRedisCounters({
    url: redis.url,
    readTotals: async () => [],
    onError: () => {},
    // What is tested here is what comes out, on a machine that may be busy; the patience has its own tests.
    patienceMs: 10_000,
    ...options,
  })
  // It waits a second for the store at its start; on a busy machine that comes later.
  await expect.poll(() => counters.isUp(), { timeout: 20_000, interval: 20 }).toBe(true)
  open.set(counters, counters)
  return counters
}

async function discard(counters: TestedCounters): Promise<void> {
  await open.get(counters)?.close()
  open.delete(counters)
}

countersSuite({
  name: 'Redis',
  runs: 60,
  outlives: true,
  leaseMs: 1e9,
  create: async (seeds, clock) => {
    await redis.empty()
    return gateway({ readTotals: async () => seeds, now: () => clock.nowMs, leaseMs: 1e9 })
  },
  crash: async (counters, clock) => {
    await discard(counters)
    return gateway({ now: () => clock.nowMs, leaseMs: 1e9 })
  },
  discard: async (counters) => {
    expect(open.get(counters)?.isUp()).toBe(true)
    await discard(counters)
  },
})

describe('gateways that share Redis', () => {
  it('let through exactly what fits, however many calls arrive at once at three of them', async () => {
    const gateways = [await gateway(), await gateway(), await gateway()]
    const nowMs = Date.now()
    const results = await Promise.all(
      Array.from({ length: 500 }, (_, i) => gateways[i % 3]?.reserve(`call ${i}`, [demand(quota, 7, nowMs)], nowMs)),
    )
    expect(results.filter((result) => result?.ok)).toHaveLength(142)
    expect(await gateways[0]?.peek([demand(quota, 0, nowMs)], nowMs)).toEqual([142 * 7])
  })

  it('never let more than a rate or a number at once through, with settlements in between', async () => {
    const gateways = [await gateway(), await gateway(), await gateway()]
    const nowMs = Date.now()
    let running = 0
    let most = 0
    let used = 0
    await Promise.all(
      Array.from({ length: 300 }, async (_, i) => {
        const counters = gateways[i % 3]
        const result = await counters?.reserve(`call ${i}`, [demand(rate, 10, nowMs), demand(atOnce, 1, nowMs)], nowMs)
        if (!counters || !result?.ok) return
        most = Math.max(most, ++running)
        await new Promise((resolve) => setTimeout(resolve, i % 5))
        running--
        used += 5
        await counters.settle(result.hold, [5, 0], nowMs)
      }),
    )
    expect(most).toBeLessThanOrEqual(5)
    expect(used).toBeLessThanOrEqual(500)
    await Promise.all(gateways.map((counters) => counters.peek([demand(rate, 0, nowMs)], nowMs)))
    expect(await gateways[0]?.peek([demand(rate, 0, nowMs), demand(atOnce, 0, nowMs)], nowMs)).toEqual([used, 0])
  })

  it('ask once for all calls of a turn, and settle them with it', async () => {
    const one = await gateway()
    const nowMs = Date.now()
    const before = await redis.scriptsRun()
    const ids = Array.from({ length: 40 }, (_, i) => `turn ${i}`)
    const results = await Promise.all(
      ids.map((id) => one.reserve(id, [demand(quota, 10, nowMs), demand(atOnce, 1, nowMs)], nowMs)),
    )
    expect(results.map(({ ok }) => ok)).toEqual(ids.map((_, i) => i < 5))
    for (const result of results) if (result.ok) void one.settle(result.hold, [3, 0], nowMs)
    expect((await one.reserve('next turn', [demand(quota, 10, nowMs), demand(atOnce, 5, nowMs)], nowMs)).ok).toBe(true)
    expect((await redis.scriptsRun()) - before).toBe(2)
    expect(await one.peek([demand(quota, 0, nowMs)], nowMs)).toEqual([25])
  })

  it('close a hold at its estimate once the gateway that took it is gone, and no sooner', async () => {
    const clock = { nowMs: Date.now() }
    const lost = await gateway({ now: () => clock.nowMs, leaseMs: 1e9 })
    const other = await gateway({ now: () => clock.nowMs, leaseMs: 1e9 })
    const demands = [demand(quota, 600, clock.nowMs), demand(atOnce, 5, clock.nowMs)]
    const taken = await lost.reserve('lost', demands, clock.nowMs)
    await discard(lost)
    clock.nowMs += 1e9 - 1
    expect((await other.reserve('early', demands, clock.nowMs)).ok).toBe(false)
    clock.nowMs += 1
    expect((await other.reserve('now', [demand(atOnce, 5, clock.nowMs)], clock.nowMs)).ok).toBe(true)
    expect(await other.peek([demands[0] ?? demand(quota, 0, 0)], clock.nowMs)).toEqual([600])
    expect(taken.ok).toBe(true)
  })

  it('close what a dead gateway held at what the ledger has booked since, and leave alone what is still under way', async () => {
    const readBooked = async (ids: readonly string[]) =>
      new Map(ids.filter((id) => id !== 'unknown').map((id) => [id, (limitId: string) => (limitId === quota.id ? 250 : null)]))
    // The lease is renewed by a timer, which a busy machine has late: it is given seconds for that.
    const lost = await gateway({ leaseMs: 3_000 })
    const nowMs = Date.now()
    for (const id of ['booked', 'unknown']) await lost.reserve(id, [demand(quota, 400, nowMs), demand(atOnce, 1, nowMs)], nowMs)
    await discard(lost)
    const other = await gateway({ leaseMs: 3_000, readBooked })
    const running = await other.reserve('running', [demand(quota, 100, nowMs)], nowMs)
    const used = async () => (await other.peek([demand(quota, 0, nowMs)], nowMs))[0]
    await expect.poll(used, { timeout: 20_000, interval: 20 }).toBe(250 + 400 + 100)
    // Of the one nobody has booked the lease ends: it is closed at what it held, and its calls at once are free.
    await expect
      .poll(async () => (await redis.keys()).filter((key) => key.includes(':hold:')), { timeout: 20_000 })
      .toEqual(['{tollgate}:hold:running'])
    expect(await used()).toBe(750)
    if (running.ok) await other.settle(running.hold, [100], nowMs)
  })

  it('keep the lease of a call that is still under way', async () => {
    const one = await gateway({ leaseMs: 3_000 })
    const other = await gateway({ leaseMs: 3_000 })
    const nowMs = Date.now()
    const taken = await one.reserve('long', [demand(atOnce, 5, nowMs)], nowMs)
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    expect((await other.reserve('other', [demand(atOnce, 1, nowMs)], nowMs)).ok).toBe(false)
    await one.settle((taken as { hold: Hold }).hold, [0], nowMs)
    expect(await one.peek([demand(atOnce, 0, nowMs)], nowMs)).toEqual([0])
    expect((await other.reserve('other', [demand(atOnce, 1, nowMs)], nowMs)).ok).toBe(true)
  })

  it('fill an empty Redis once, and all keys but the epoch expire by themselves', async () => {
    const nowMs = Date.now()
    const { span } = demand(quota, 0, nowMs)
    const periodStartMs = span?.startMs ?? 0
    const others = Array.from({ length: 2_500 }, (_, n) => ({ limitId: rate.id, countKey: String(n), periodStartMs, total: n }))
    const readTotals = async () => [{ limitId: quota.id, countKey: '', periodStartMs, total: 900 }, ...others]
    const [one, two] = [await gateway({ readTotals }), await gateway({ readTotals })]
    await one.reserve('a', [demand(quota, 50, nowMs), demand(rate, 1, nowMs), demand(atOnce, 1, nowMs)], nowMs)
    await gateway({ readTotals })
    expect(await two.peek([demand(quota, 0, nowMs)], nowMs)).toEqual([950])
    const keys = await redis.keys()
    expect(keys.length).toBeGreaterThan(2_500)
    expect(keys.every((key) => key.startsWith('{tollgate}:'))).toBe(true)
    expect(await redis.lasting()).toEqual(['{tollgate}:epoch'])
  })
})
