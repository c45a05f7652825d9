import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parsePublicId } from '@/lib/base/ids'
import { deprecateProduct } from '@/lib/control/products/product-states'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { getModelStatus } from '@/lib/http/model-status'

let control: TestControl
let estate: TestEstate
let developer: Actor

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
  developer = await makeActor(control, { memberships: { [estate.tenantUuid]: 'developer' } })
})
beforeEach(() => {
  control.clock.set(START_MS)
  control.live.length = 0
})
afterAll(() => control.close())

const seen = async () => (await getModelStatus(developer, {})).models.find(({ model }) => model === estate.model.name)

function live(state: 'closed' | 'open'): void {
  control.live.push({
    poolId: parsePublicId('pool', estate.pool.id) ?? '',
    backendId: parsePublicId('backend', estate.backend.id) ?? '',
    state,
    reason: 'a secret reason',
    openForMs: 0,
    inFlight: 0,
    latencyMs: 120,
    attempts: 1,
    failures: 0,
    pulse: null,
  })
}

it('tells by region who answers, and never the name or the trouble of a backend', async () => {
  live('closed')
  expect(await seen()).toMatchObject({ state: 'up', latencyMs: 120, regions: [{ isUp: true }] })
  control.live.length = 0
  live('open')
  const status = await getModelStatus(developer, {})
  expect(status.models.find(({ model }) => model === estate.model.name)).toMatchObject({
    state: 'down',
    regions: [{ isUp: false }],
  })
  const said = JSON.stringify(status)
  for (const hidden of ['a secret reason', estate.backend.name, estate.backend.id]) expect(said).not.toContain(hidden)
})

it('has 24 hours, each with the share of calls that failed, and is degraded while many do', async () => {
  live('closed')
  await addUsage(control, estate, { at: new Date(START_MS - 2 * 3_600_000) })
  const hour = new Date(START_MS)
  await addUsage(control, estate, { at: hour, outcome: 'failed' })
  await addUsage(control, estate, { at: new Date(START_MS + 1), outcome: 'failed' })
  control.clock.advance(2)
  const model = await seen()
  expect(model?.state).toBe('degraded')
  expect(model?.hours).toHaveLength(24)
  expect(model?.hours.at(-1)?.failedPercent).toBe(100)
  expect(model?.hours.at(-3)?.failedPercent).toBe(0)
  expect(model?.hours[0]?.failedPercent).toBeNull()
})

it('names the products that end, until they have ended', async () => {
  const retiresAt = new Date(START_MS + 86_400_000).toISOString()
  await deprecateProduct(control.system, { id: estate.product.id, retiresAt, note: 'Use the new one.' })
  const { retirements } = await getModelStatus(developer, {})
  expect(retirements).toEqual([
    { productId: estate.product.id, productName: estate.product.name, retiresAt, note: 'Use the new one.' },
  ])
  control.clock.advance(2 * 86_400_000)
  expect((await getModelStatus(developer, {})).retirements).toEqual([])
})
