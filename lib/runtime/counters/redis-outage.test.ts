import { setImmediate, setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Hold, ReserveResult } from '@/lib/gateway/counters'
import type { Share } from '@/lib/policy/limits/share'
import type { Seed } from '@/lib/runtime/counters/memory-counters'
import { createRedisCounters, type RedisCounters } from '@/lib/runtime/counters/redis-counters'
import { startRedis, type TestRedis } from '@/lib/runtime/counters/testing/redis-server'
import { atOnce, demand, quota, rate } from '@/lib/runtime/counters/testing/tested-store'

const denying = { ...quota, id: '00000000-0000-7000-8000-000000000004', storeDown: 'deny' as const }
const allowing = { ...quota, id: '00000000-0000-7000-8000-000000000005', storeDown: 'allow' as const, amount: 10 }
/** How much later than 50 ms of this very moment, on this very busy machine, a call may be. */
const SLACK_MS = 20

/** A slow machine is no failure. */
const soon = { timeout: 20_000 }

let redis: TestRedis
let counters: RedisCounters
let totals: Seed[] = []

async function connect(share?: () => Share): Promise<RedisCounters> {
  return await createRedisCounters({ url: redis.url, readTotals: async () => totals, share, onError: () => {} })
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
  await expect.poll(() => counters.isUp(), { ...soon, interval: 20 }).toBe(true)
}

type Asked = {
  result: ReserveResult
  /** How much longer it took than timers of 20 and 30 ms that were set at the same time: a busy machine is late for both. */
  lateMs: number
}

/** Asks as the pipeline does: looks, then takes. */
async function call(id: string, ...demands: ReturnType<typeof demand>[]): Promise<Asked> {
  const sinceMs = performance.now()
  const patience = setTimeout(20)
    .then(() => setImmediate())
    .then(() => setTimeout(30))
    .then(() => setImmediate())
  const patienceMs = patience.then(() => performance.now() - sinceMs)
  const nowMs = Date.now()
  await counters.peek(demands, nowMs)
  const result = await counters.reserve(id, demands, nowMs)
  const tookMs = performance.now() - sinceMs
  return { result, lateMs: tookMs - (await patienceMs) }
}

const holdOf = (result: ReserveResult): Hold => (result.ok ? result.hold : { callId: '', takes: [] })

describe('while Redis does not answer', () => {
  it('no call waits longer than 50 ms; the limit goes on from what was last seen; afterwards Redis knows all of it', async () => {
    const nowMs = Date.now()
    const before = await call('before', demand(quota, 600, nowMs))
    redis.signal('SIGSTOP')
    const during = await Promise.all(Array.from({ length: 20 }, (_, i) => call(`during ${i}`, demand(quota, 100, nowMs))))
    expect(Math.max(...during.map(({ lateMs }) => lateMs))).toBeLessThan(SLACK_MS)
    const granted = during.filter(({ result }) => result.ok)
    expect(granted).toHaveLength(4)
    // A store that is silent for longer is away, and once that is known nobody waits any more.
    await expect
      .poll(async () => {
        await call(`silence ${Math.random()}`, demand(quota, 0, nowMs))
        return counters.isUp()
      }, soon)
      .toBe(false)
    expect((await call('later', demand(quota, 100, nowMs))).lateMs).toBeLessThan(-20)
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
    await expect.poll(() => counters.peek([demand(allowing, 0, nowMs), demand(rate, 0, nowMs)], nowMs), soon).toEqual([70, 7])
    expect((await call('deny again', demand(denying, 1, nowMs))).result.ok).toBe(true)
  })

  it('a Redis that comes back empty is filled from the totals, and calls under way hold again what they held', async () => {
    const nowMs = Date.now()
    const running = await call('running', demand(quota, 100, nowMs), demand(atOnce, 1, nowMs))
    await redis.kill()
    expect((await call('meanwhile', demand(rate, 1, nowMs))).lateMs).toBeLessThan(SLACK_MS)
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

  it('a slow Redis is waited for 50 ms at most, and what it takes too late is given back', async () => {
    const nowMs = Date.now()
    await redis.pause(400)
    const slow = await Promise.all(Array.from({ length: 20 }, (_, i) => call(`slow ${i}`, demand(quota, 10, nowMs))))
    expect(Math.max(...slow.map(({ lateMs }) => lateMs))).toBeLessThan(SLACK_MS)
    expect(slow.every(({ result }) => result.ok)).toBe(true)
    await isBack()
    for (const { result } of slow) await counters.settle(holdOf(result), [3], nowMs)
    await expect.poll(() => counters.peek([demand(quota, 0, nowMs)], nowMs), soon).toEqual([60])
    await expect.poll(async () => (await redis.keys()).filter((key) => key.includes(':hold:')), soon).toEqual([])
  })

  it('gateways that count alone let through their shares of what was left, together no more than that', async () => {
    const nowMs = Date.now()
    const gateways = await Promise.all([0, 1, 2].map((rank) => connect(() => ({ count: 3, rank }))))
    const settled = await gateways[0]?.reserve('settled', [demand(quota, 400, nowMs)], nowMs)
    if (settled?.ok) await gateways[0]?.settle(settled.hold, [400], nowMs)
    // Each has met the counter.
    for (const gateway of gateways) await gateway.reserve(`look ${Math.random()}`, [demand(quota, 0, nowMs)], nowMs)
    redis.signal('SIGSTOP')
    const asked = Array.from({ length: 90 }, (_, i) => gateways[i % 3]?.reserve(`away ${i}`, [demand(quota, 10, nowMs)], nowMs))
    const granted = (await Promise.all(asked)).filter((result) => result?.ok)
    expect(granted).toHaveLength(60)
    redis.signal('SIGCONT')
    for (const gateway of gateways) await gateway.close()
  })

  it('an empty Redis is filled once by whichever gateway comes first, while calls go on; nothing is lost or counted twice', async () => {
    const nowMs = Date.now()
    const gateways = [counters, await connect(), await connect()]
    const running = await Promise.all(
      gateways.map((gateway, i) => gateway.reserve(`running ${i}`, [demand(quota, 100, nowMs)], nowMs)),
    )
    expect(running.every(({ ok }) => ok)).toBe(true)
    const periodStartMs = demand(quota, 0, nowMs).span?.startMs ?? 0
    totals = [{ limitId: quota.id, countKey: '', periodStartMs, total: 500 }]
    await redis.kill()
    await redis.restart()
    const during = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        await setTimeout(i * 10)
        const gateway = gateways[i % 3]
        const result = await gateway?.reserve(`during ${i}`, [demand(rate, 1, nowMs)], nowMs)
        if (gateway && result?.ok) await gateway.settle(result.hold, [1], nowMs)
        return result?.ok
      }),
    )
    expect(during.every(Boolean)).toBe(true)
    for (const gateway of gateways) await expect.poll(() => gateway.isUp(), soon).toBe(true)
    expect(await redis.keys()).toContain('{tollgate}:epoch')
    await expect.poll(() => counters.peek([demand(quota, 0, nowMs)], nowMs), soon).toEqual([800])
    for (const [i, result] of running.entries()) await gateways[i]?.settle(holdOf(result), [50], nowMs)
    await expect.poll(() => counters.peek([demand(quota, 0, nowMs)], nowMs), soon).toEqual([650])
    for (const gateway of gateways.slice(1)) await gateway.close()
  })

  it('what was booked a moment too late for the totals that filled it is made up for', async () => {
    const nowMs = Date.now()
    const periodStartMs = demand(quota, 0, nowMs).span?.startMs ?? 0
    totals = [{ limitId: quota.id, countKey: '', periodStartMs, total: 700 }]
    await redis.kill()
    await redis.restart()
    await call('notices', demand(rate, 1, nowMs))
    await isBack()
    totals = [{ limitId: quota.id, countKey: '', periodStartMs, total: 780 }]
    await expect.poll(() => counters.peek([demand(quota, 0, nowMs)], nowMs), soon).toEqual([780])
  })

  it('no ghost of a hold outlives its lease, though its gateway died while Redis was away', async () => {
    const lost = await createRedisCounters({ url: redis.url, readTotals: async () => [], onError: () => {}, leaseMs: 400 })
    const nowMs = Date.now()
    expect((await lost.reserve('lost', [demand(atOnce, 5, nowMs)], nowMs)).ok).toBe(true)
    redis.signal('SIGSTOP')
    await lost.close()
    redis.signal('SIGCONT')
    await isBack()
    await expect.poll(async () => (await call(`again ${Math.random()}`, demand(atOnce, 5, nowMs))).result.ok, soon).toBe(true)
  })
})
