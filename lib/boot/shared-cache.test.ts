/** Kept answers in Redis: what one gateway has asked for, the others serve, and a purge holds for all of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, limitsOf, productWith, until } from '@/lib/boot/testing/limit-products'
import { seenUpstream, type Target } from '@/lib/boot/testing/target'
import { startThreeGateways, type ThreeGateways } from '@/lib/boot/testing/three-gateways'
import { startRedis, type TestRedis } from '@/lib/runtime/counters/testing/redis-server'

let redis: TestRedis
let gateways: ThreeGateways

beforeAll(async () => {
  redis = await startRedis()
  gateways = await startThreeGateways('shared-cache', { REDIS_URL: redis.url })
}, 240_000)
afterAll(async () => {
  await gateways?.close()
  await redis?.stop()
})

describe('three gateways that keep answers in Redis', () => {
  it('serve what another one has asked for, until it is purged for all', async () => {
    const [first, second, third] = gateways.targets
    const limit = { measure: 'requests', window: { kind: 'quota', period: 'day' }, amount: 1_000_000 }
    const { key, productId } = await productWith(first, { cache: { mode: 'exact' } }, [limit])
    for (const target of [second, third]) await until(async () => (await limitsOf(target, key)).length === 1)
    const text = `shared ${first.estate.models.mini}`
    const how = async (target: Target) => (await ask(target, key, {}, text)).headers.get('x-cache')
    expect(await how(first)).toBe('MISS')
    // Written without being waited for, and a Redis that is slow for once is a miss.
    for (const target of [second, third]) await expect.poll(() => how(target), { timeout: 20_000 }).toBe('HIT')
    const asked = (await seenUpstream(first, text)).length
    await first.api('POST', '/cache/purges', { productId })
    await expect
      .poll(
        async () => {
          for (const target of gateways.targets) await how(target)
          return (await seenUpstream(first, text)).length
        },
        { timeout: 20_000 },
      )
      .toBeGreaterThan(asked)
  }, 120_000)
})
