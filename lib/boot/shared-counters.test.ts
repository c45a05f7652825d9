/** The conformance cases once more, with the counters in Redis. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { conformanceCases } from '@/lib/boot/testing/conformance-cases'
import { buildEstate } from '@/lib/boot/testing/estate'
import type { Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { startRedis, type TestRedis } from '@/lib/runtime/counters/testing/redis-server'

describe('the gateway with counters in Redis', () => {
  let redis: TestRedis
  let gateway: TestGateway
  let target: Target
  beforeAll(async () => {
    redis = await startRedis()
    // What a busy machine makes late must not be counted elsewhere here.
    gateway = await startTestGateway({ REDIS_URL: redis.url, REDIS_PATIENCE_MS: '5000' })
    target = {
      url: gateway.url,
      simulatorUrl: gateway.simulator.url,
      api: gateway.api,
      estate: await buildEstate(gateway.api, gateway.simulator.url, 'redis'),
    }
  })
  afterAll(async () => {
    await gateway?.close()
    await redis?.stop()
  })
  for (const { name, run } of conformanceCases) it(name, () => run(target), 120_000)

  it('holds nothing once all calls have ended', async () => {
    expect((await redis.keys()).filter((key) => key.startsWith('{tollgate}:hold:'))).toEqual([])
    expect((await redis.keys()).some((key) => key.startsWith('{tollgate}:q:'))).toBe(true)
  })
})
