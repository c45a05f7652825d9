/** The shared suite and the accidents of a cluster, on three masters and a stand-in. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createRedisCounters, type RedisCounters, type RedisCountersOptions } from '@/lib/runtime/counters/redis-counters'
import { countersSuite } from '@/lib/runtime/counters/testing/counters-suite'
import { startRedisCluster, type TestRedisCluster } from '@/lib/runtime/counters/testing/redis-cluster'
import { atOnce, demand, quota, type TestedCounters } from '@/lib/runtime/counters/testing/tested-store'

let cluster: TestRedisCluster
const open = new Map<TestedCounters, RedisCounters>()

beforeAll(async () => {
  cluster = await startRedisCluster()
}, 120_000)
afterEach(async () => {
  for (const counters of open.keys()) await discard(counters)
})
afterAll(() => cluster?.stop())

async function gateway(options: Partial<RedisCountersOptions> = {}): Promise<RedisCounters> {
  const counters = await createRedisCounters({
    url: cluster.url,
    readTotals: async () => [],
    onError: () => {},
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
  name: 'a Redis cluster',
  runs: 20,
  outlives: true,
  leaseMs: 1e9,
  create: async (seeds, clock) => {
    await cluster.empty()
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

describe('gateways that share a Redis cluster', () => {
  it('go on counting exactly when the slot of their keys moves to another node', async () => {
    await cluster.empty()
    const gateways = [await gateway(), await gateway(), await gateway()]
    const nowMs = Date.now()
    const before = await gateways[0]?.reserve('before', [demand(quota, 100, nowMs), demand(atOnce, 1, nowMs)], nowMs)
    await cluster.moveSlot()
    const results = await Promise.all(
      Array.from({ length: 300 }, (_, i) => gateways[i % 3]?.reserve(`call ${i}`, [demand(quota, 7, nowMs)], nowMs)),
    )
    expect(results.filter((result) => result?.ok)).toHaveLength(Math.floor(900 / 7))
    if (before?.ok) await gateways[0]?.settle(before.hold, [40, 0], nowMs)
    expect(await gateways[0]?.peek([demand(quota, 0, nowMs), demand(atOnce, 0, nowMs)], nowMs)).toEqual([40 + 128 * 7, 0])
    expect(gateways.every((counters) => counters?.isUp())).toBe(true)
  })

  it('find the stand-in when the node of their keys dies, and go on from what it knows', async () => {
    await cluster.empty()
    const one = await gateway({ patienceMs: 50 })
    const nowMs = Date.now()
    const running = await one.reserve('running', [demand(quota, 600, nowMs)], nowMs)
    expect(running.ok).toBe(true)
    await cluster.failOver()
    const during = await one.reserve('during', [demand(quota, 100, nowMs)], nowMs)
    expect(during.ok).toBe(true)
    await expect.poll(() => one.isUp(), { timeout: 30_000, interval: 20 }).toBe(true)
    expect((await one.reserve('too much', [demand(quota, 401, nowMs)], nowMs)).ok).toBe(false)
    if (running.ok) await one.settle(running.hold, [550], nowMs)
    if (during.ok) await one.settle(during.hold, [90], nowMs)
    await expect.poll(() => one.peek([demand(quota, 0, nowMs)], nowMs), { timeout: 20_000 }).toEqual([640])
  }, 90_000)
})
