import { afterAll, beforeAll, describe, it } from 'vitest'
import { buildEstate } from '@/lib/boot/testing/estate'
import { plainCases } from '@/lib/boot/testing/plain-cases'
import type { Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

describe('the surfaces beside chat', () => {
  let gateway: TestGateway
  let target: Target
  beforeAll(async () => {
    gateway = await startTestGateway()
    target = {
      url: gateway.url,
      simulatorUrl: gateway.simulator.url,
      api: gateway.api,
      estate: await buildEstate(gateway.api, gateway.simulator.url, 'plain'),
    }
  })
  afterAll(() => gateway?.close())
  for (const { name, run } of plainCases) it(name, () => run(target), 120_000)
})
