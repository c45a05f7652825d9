import { afterAll, beforeAll, expect, it } from 'vitest'
import { newUuid, toPublicId } from '@/lib/base/ids'
import { listPurges, purgeCache } from '@/lib/control/cache/purge-operations'
import { START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let estate: TestEstate

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
})
afterAll(() => control.close())

it('counts the purges of a scope in one row, also of those sent at once', async () => {
  const { system } = control
  const scope = { tenantId: estate.tenant.id, productId: null, modelId: null }
  const first = await purgeCache(system, scope)
  expect(first).toMatchObject({ ...scope, tenantName: estate.tenant.name, version: 1 })
  control.clock.set(START_MS + 60_000)
  await Promise.all([purgeCache(system, { tenantId: estate.tenant.id }), purgeCache(system, { tenantId: estate.tenant.id })])
  await purgeCache(system, {})
  await purgeCache(system, { tenantId: estate.tenant.id, productId: estate.product.id })
  const { items } = await listPurges(system, { limit: 10, sort: 'purgedAt' })
  expect(items.map(({ tenantName, productName, version }) => [tenantName, productName, version])).toEqual(
    expect.arrayContaining([
      [estate.tenant.name, null, 3],
      [null, null, 1],
      [estate.tenant.name, estate.product.name, 1],
    ]),
  )
  expect(items).toHaveLength(3)
})

it('refuses to purge what is not there', async () => {
  for (const noun of ['tenant', 'product', 'model'] as const) {
    const purge = purgeCache(control.system, { [`${noun}Id`]: toPublicId(noun, newUuid()) })
    await expect(purge).rejects.toMatchObject({ code: 'request.invalid' })
  }
})
