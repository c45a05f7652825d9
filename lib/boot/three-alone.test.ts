/** Three gateway processes without Redis: each counts for itself and takes its share, so that together they keep to the amount. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, daily, limitsOf, productWith, until } from '@/lib/boot/testing/limit-products'
import { startThreeGateways, type ThreeGateways } from '@/lib/boot/testing/three-gateways'

let gateways: ThreeGateways

beforeAll(async () => {
  gateways = await startThreeGateways('alone')
})
afterAll(() => gateways?.close())

const targetOf = (i: number) => gateways.targets[i % 3] ?? gateways.targets[0]

describe('three gateway processes without Redis', () => {
  it('see each other, and say so', async () => {
    const alone = { store: 'memory', isUp: true, gateways: 3 }
    await expect.poll(() => gateways.heartbeats(), { timeout: 10_000 }).toEqual([alone, alone, alone])
  }, 20_000)

  it('let through exactly the amount of a rate and of a quota, each its share', async () => {
    for (const rule of [{ window: { kind: 'rate', seconds: 60 } }, daily]) {
      const { key } = await productWith(targetOf(0), {}, [{ ...rule, measure: 'requests', amount: 100 }])
      for (let i = 1; i < 3; i++) await until(async () => (await limitsOf(targetOf(i), key)).length === 1)
      const replies = await Promise.all(Array.from({ length: 300 }, (_, i) => ask(targetOf(i), key, { max_tokens: 1 })))
      const perGateway = [0, 1, 2].map((rank) => replies.filter(({ status }, i) => status === 200 && i % 3 === rank).length)
      expect(perGateway.sort()).toEqual([33, 33, 34])
    }
  }, 60_000)
})
