/** Every rule of a limit through the door, with the counters in memory. */
import { afterAll, beforeAll, describe, it } from 'vitest'
import { buildEstate } from '@/lib/boot/testing/estate'
import { limitRuleCases } from '@/lib/boot/testing/limit-rule-cases'
import type { Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

describe('the rules of limits, counted in memory', () => {
  let gateway: TestGateway
  let target: Target
  beforeAll(async () => {
    gateway = await startTestGateway()
    const { url, simulator, api } = gateway
    target = { url, simulatorUrl: simulator.url, api, estate: await buildEstate(api, simulator.url, 'rules') }
  })
  afterAll(() => gateway?.close())
  for (const { name, run } of limitRuleCases) it(name, () => run(target), 30_000)
})
