/** Three gateway processes that count in one Redis: together they let through what fits, and not a token more. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, billed, daily, limitsOf, productWith, until, within } from '@/lib/boot/testing/limit-products'
import { type JsonReply, recordOf } from '@/lib/boot/testing/target'
import { startThreeGateways, type ThreeGateways } from '@/lib/boot/testing/three-gateways'
import { startRedis, type TestRedis } from '@/lib/runtime/counters/testing/redis-server'

let redis: TestRedis
let gateways: ThreeGateways

beforeAll(async () => {
  redis = await startRedis()
  // What a busy machine makes late must not be counted elsewhere here.
  gateways = await startThreeGateways('three', { REDIS_URL: redis.url, REDIS_PATIENCE_MS: '5000' })
}, 240_000)
afterAll(async () => {
  await gateways?.close()
  await redis?.stop()
})

const targetOf = (i: number) => gateways.targets[i % 3] ?? gateways.targets[0]
const size = (i: number) => 5 + ((i * 37) % 56)

/** What an answered call used, by its own usage or, of a stream, by the ledger. */
async function tokensOf(reply: JsonReply): Promise<number> {
  if (reply.headers.get('content-type')?.includes('json')) return billed(reply).total_tokens
  const { tokens } = await recordOf(targetOf(0), reply.headers.get('x-request-id'))
  return Object.values(tokens as Record<string, number>).reduce((sum, value) => sum + value, 0)
}

describe('three gateway processes that share Redis', () => {
  it('let 500 calls at once, of any size, plain and streaming, use no token more than there are, and nearly all of them', async () => {
    const amount = 8_000
    const { key, limitIds } = await productWith(targetOf(0), {}, [{ ...daily, measure: 'tokens', amount }])
    for (let i = 1; i < 3; i++) await until(async () => (await limitsOf(targetOf(i), key)).length === 1)
    const replies = await Promise.all(
      Array.from({ length: 500 }, (_, i) =>
        ask(targetOf(i), key, { max_tokens: size(i), stream: i % 2 === 0 }, `[tokens=${size(i)}] call ${i}`),
      ),
    )
    const answered = replies.filter(({ status }) => status === 200)
    expect(replies.filter(({ status }) => status !== 200 && status !== 403)).toEqual([])
    const used = (await Promise.all(answered.map(tokensOf))).reduce((sum, tokens) => sum + tokens, 0)
    expect(used).toBeLessThanOrEqual(amount)
    // All were asked for at once, so what a hold turned out not to need came too late for the others.
    expect(used).toBeGreaterThan(amount * 0.75)
    await until(async () => (await limitsOf(targetOf(1), key))[0]?.used === used)
    const { counters } = (await targetOf(0).api('GET', `/limits/${limitIds[0]}/usage`)) as unknown as {
      counters: { used: number; held: number }[]
    }
    expect(counters).toMatchObject([{ used, held: 0 }])
  }, 120_000)

  it('hear of another amount and of a reset within a second, each of them', async () => {
    const { key, limitIds } = await productWith(targetOf(0), {}, [{ ...daily, measure: 'requests', amount: 3 }])
    for (let i = 1; i < 3; i++) await until(async () => (await limitsOf(targetOf(i), key)).length === 1)
    for (let i = 0; i < 3; i++) expect((await ask(targetOf(i), key, { max_tokens: 1 })).status).toBe(200)
    for (let i = 0; i < 3; i++) expect((await ask(targetOf(i), key, { max_tokens: 1 })).status).toBe(403)
    const { api } = targetOf(0)
    const limit = await api('GET', `/limits/${limitIds[0]}`)
    await api('PATCH', `/limits/${limitIds[0]}`, { amount: 5 }, limit.version)
    await Promise.all([0, 1, 2].map((i) => within(1_000, async () => (await limitsOf(targetOf(i), key))[0]?.remaining === 2)))
    await api('POST', `/limits/${limitIds[0]}/reset`, {})
    await Promise.all([0, 1, 2].map((i) => within(1_000, async () => (await limitsOf(targetOf(i), key))[0]?.used === 0)))
    for (let i = 0; i < 5; i++) expect((await ask(targetOf(i), key, { max_tokens: 1 })).status).toBe(200)
    expect((await ask(targetOf(2), key, { max_tokens: 1 })).status).toBe(403)
  }, 120_000)

  it('say in their heartbeats that they count together', async () => {
    const together = { store: 'redis', isUp: true, gateways: 1 }
    // On a busy machine a heartbeat may be late for once.
    await expect.poll(() => gateways.heartbeats(), { timeout: 30_000 }).toEqual([together, together, together])
  })
})
