/** Every rule of a limit once more, with the counters in Redis. */
import { afterAll, beforeAll, describe, it } from 'vitest'
import { buildEstate } from '@/lib/boot/testing/estate'
import { limitRuleCases } from '@/lib/boot/testing/limit-rule-cases'
import type { Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { startRedis, type TestRedis } from '@/lib/runtime/counters/testing/redis-server'

describe('the rules of limits, counted in Redis', () => {
  let redis: TestRedis
  let gateway: TestGateway
  let target: Target
  beforeAll(async () => {
    redis = await startRedis()
    // What a busy machine makes late must not be counted elsewhere here.
    gateway = await startTestGateway({ REDIS_URL: redis.url, REDIS_PATIENCE_MS: '5000' })
    const { url, simulator, api } = gateway
    target = { url, simulatorUrl: simulator.url, api, estate: await buildEstate(api, simulator.url, 'shared') }
  })
  afterAll(async () => {
    await gateway?.close()
    await redis?.stop()
  })
  for (const { name, run } of limitRuleCases) it(name, () => run(target), 120_000)
})
