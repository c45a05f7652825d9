import { afterAll, beforeAll, describe, it } from 'vitest'
import { buildEstate } from '@/lib/boot/testing/estate'
import { routeCases } from '@/lib/boot/testing/route-cases'
import type { Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

describe('a product with routes', () => {
  let gateway: TestGateway
  let target: Target
  beforeAll(async () => {
    gateway = await startTestGateway()
    target = {
      url: gateway.url,
      simulatorUrl: gateway.simulator.url,
      api: gateway.api,
      estate: await buildEstate(gateway.api, gateway.simulator.url, 'routes'),
    }
  })
  afterAll(() => gateway?.close())
  for (const { name, run } of routeCases) it(name, () => run(target), 120_000)
})
