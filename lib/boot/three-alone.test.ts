/** Three gateway processes without Redis: each counts for itself and takes its share, so that together they keep to the amount. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, daily, limitsOf, productWith, until, within } from '@/lib/boot/testing/limit-products'
import { startThreeGateways, type ThreeGateways } from '@/lib/boot/testing/three-gateways'

let gateways: ThreeGateways

beforeAll(async () => {
  gateways = await startThreeGateways('alone')
}, 240_000)
afterAll(() => gateways?.close())

/** Did all three believe all the while that they are three? */
async function sawEachOtherAllThrough(work: () => Promise<void>): Promise<boolean> {
  const areThree = async () => (await gateways.heartbeats()).filter((one) => one.gateways === 3).length === 3
  await until(areThree)
  let isOver = false
  const watching = (async () => {
    let wereThree = true
    while (!isOver) {
      wereThree &&= await areThree()
      await sleep(50)
    }
    // What was believed last is said by the next heartbeat.
    await sleep(1_100)
    return wereThree && (await areThree())
  })()
  await work()
  isOver = true
  return watching
}

const targetOf = (i: number) => gateways.targets[i % 3] ?? gateways.targets[0]

describe('three gateway processes without Redis', () => {
  it('see each other, and say so', async () => {
    const alone = { store: 'memory', isUp: true, gateways: 3 }
    await expect.poll(() => gateways.heartbeats(), { timeout: 30_000 }).toEqual([alone, alone, alone])
  }, 60_000)

  it('let through exactly the amount of a rate and of a quota, each its share', async () => {
    for (const rule of [{ window: { kind: 'rate', seconds: 60 } }, daily]) {
      let perGateway: number[] = []
      const askAll = async () => {
        const { key } = await productWith(targetOf(0), {}, [{ ...rule, measure: 'requests', amount: 100 }])
        for (let i = 1; i < 3; i++) await until(async () => (await limitsOf(targetOf(i), key)).length === 1)
        const replies = await Promise.all(Array.from({ length: 300 }, (_, i) => ask(targetOf(i), key, { max_tokens: 1 })))
        perGateway = [0, 1, 2].map((rank) => replies.filter(({ status }, i) => status === 200 && i % 3 === rank).length)
      }
      // One whose heartbeat was late, on a busy machine, was taken for gone, and its share for free: then it is tried again.
      for (let turn = 0; turn < 10 && !(await sawEachOtherAllThrough(askAll)); turn++);
      expect(perGateway.sort()).toEqual([33, 33, 34])
    }
  }, 120_000)

  it('all begin again within a second of a reset', async () => {
    const { key, limitIds } = await productWith(targetOf(0), {}, [{ ...daily, measure: 'requests', amount: 6 }])
    const left = async (i: number) => (await limitsOf(targetOf(i), key))[0]?.remaining
    for (let i = 1; i < 3; i++) await until(async () => (await left(i)) === 2)
    for (let i = 0; i < 9; i++) {
      const { status } = await ask(targetOf(i), key, { max_tokens: 1 })
      expect(status).toBe(i < 6 ? 200 : 403)
    }
    await targetOf(0).api('POST', `/limits/${limitIds[0]}/reset`, {})
    await Promise.all([0, 1, 2].map((i) => within(1_000, async () => (await left(i)) === 2)))
  }, 120_000)
})
