import { afterAll, beforeAll, describe, it } from 'vitest'
import { conformanceCases } from '@/lib/boot/testing/conformance-cases'
import { buildEstate } from '@/lib/boot/testing/estate'
import type { Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

describe('the gateway through its Node door', () => {
  let gateway: TestGateway
  let target: Target
  beforeAll(async () => {
    gateway = await startTestGateway()
    target = {
      url: gateway.url,
      simulatorUrl: gateway.simulator.url,
      api: gateway.api,
      estate: await buildEstate(gateway.api, gateway.simulator.url, 'node'),
    }
  })
  afterAll(() => gateway?.close())
  for (const { name, run } of conformanceCases) it(name, () => run(target), 120_000)
})
