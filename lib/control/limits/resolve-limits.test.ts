import { afterAll, beforeAll, expect, it } from 'vitest'
import { parsePublicId, toPublicId } from '@/lib/base/ids'
import { revokeKey } from '@/lib/control/keys/key-commands'
import { createLimit } from '@/lib/control/limits/limit-commands'
import { resolveLimits } from '@/lib/control/limits/resolve-limits'
import { createTenant, updateTenant } from '@/lib/control/tenants/tenant-commands'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'

let control: TestControl
let estate: TestEstate

beforeAll(async () => {
  control = await startTestControl()
  const { system } = control
  estate = await makeEstate(system)
  const above = await createTenant(system, { name: 'above', costCentre: 'A', timeZone: 'UTC', currency: 'EUR' })
  await updateTenant(system, { id: estate.tenant.id, parentId: above.id }, { ifMatch: '1' })
  const day = { measure: 'tokens' as const, window: { kind: 'quota' as const, period: 'day' as const } }
  await createLimit(system, { name: 'of all above', scope: { tenantId: above.id }, amount: 500, ...day })
  await createLimit(system, { name: 'of the key', scope: { keyId: estate.key.id }, amount: 50, ...day })
  await createLimit(system, { name: 'of each subscription', countBy: 'subscription', amount: 10, ...day })
  await createLimit(system, { name: 'of another model', scope: { model: estate.model.name }, amount: 10, ...day })
  await makeEstate(system, 'other')
})

afterAll(() => control.close())

it('lists every limit the calls of a key meet, where it comes from, and what is left, the fullest first', async () => {
  const own = await control.db.limit.findFirstOrThrow({ where: { name: 'acme quota' } })
  control.usage.push({ limitId: own.id, countKey: estate.tenantUuid, used: 90_000, held: 5_000, resetAtMs: null })
  const { caller, limits, obstacles } = await resolveLimits(control.system, { keyId: estate.key.id })
  expect(caller).toMatch(/^tenant acme, product acme product, subscription acme app, key tg_/)
  expect(obstacles).toEqual([])
  expect(limits.map(({ limit, from, isExact }) => [limit.name, from, isExact])).toEqual([
    ['acme quota', 'tenant acme', true],
    ['of all above', 'tenant above, above it', true],
    ['of another model', 'the platform', true],
    ['of each subscription', 'the platform', true],
    ['of the key', expect.stringMatching(/^key tg_/), true],
  ])
  expect(limits[0]).toMatchObject({ used: 90_000, held: 5_000, left: 5_000, percentUsed: 95, countKey: estate.tenant.id })
  expect(limits[3]?.countKey).toBe(estate.subscription.id)
})

it('asked about a tenant, shows no limit of a product it has no subscription to, and no counter of somebody else', async () => {
  const other = await control.db.tenant.findUniqueOrThrow({ where: { name: 'other' } })
  const product = await control.db.product.findUniqueOrThrow({ where: { name: 'other product' } })
  const perMinute = { measure: 'requests' as const, window: { kind: 'rate' as const, seconds: 60 } }
  const theirs = { productId: toPublicId('product', product.id) }
  await createLimit(control.system, { name: 'of their product', scope: theirs, amount: 1, ...perMinute })
  const each = await control.db.limit.findFirstOrThrow({ where: { name: 'of each subscription' } })
  const subscription = await control.db.subscription.findFirstOrThrow({ where: { tenantId: other.id } })
  control.usage.push({ limitId: each.id, countKey: subscription.id, used: 10, held: 0, resetAtMs: null })
  const { limits } = await resolveLimits(control.system, { tenantId: estate.tenant.id })
  expect(limits.map(({ limit }) => limit.name)).not.toContain('of their product')
  expect(limits.find(({ limit }) => limit.id === toPublicId('limit', each.id))).toMatchObject({
    used: 0,
    left: 10,
    countKey: null,
  })
  const ofThem = await resolveLimits(control.system, { tenantId: toPublicId('tenant', other.id) })
  expect(ofThem.limits.map(({ limit, used }) => [limit.name, used])).toEqual(
    expect.arrayContaining([
      ['of their product', 0],
      ['of each subscription', 10],
    ]),
  )
})

it('leaves out what a chosen model never meets, and says that the product has none of it', async () => {
  const { limits, obstacles } = await resolveLimits(control.system, { subscriptionId: estate.subscription.id, model: 'gpt-9' })
  expect(limits.map(({ limit }) => limit.name)).not.toContain('of another model')
  expect(obstacles).toEqual(['The product acme product does not include the model gpt-9.'])
})

it('counts what was refused in the last day, by the limit that did', async () => {
  const id = await addUsage(control, estate, { outcome: 'refused', code: 'quota_exceeded' })
  await control.db.usageRecord.updateMany({ where: { id }, data: { limitId: parsePublicId('limit', estate.limit.id) } })
  const { refusals } = await resolveLimits(control.system, { tenantId: estate.tenant.id })
  expect(refusals).toMatchObject([{ code: 'quota_exceeded', limitName: 'acme quota', calls: 1 }])
})

it('tells a developer of the own tenant, and says to another that there is no such key', async () => {
  const owner = await makeActor(control, { memberships: { [estate.tenantUuid]: 'developer' } })
  expect((await resolveLimits(owner, { keyId: estate.key.id })).limits.length).toBeGreaterThan(0)
  const other = await control.db.tenant.findUniqueOrThrow({ where: { name: 'other' } })
  const stranger = await makeActor(control, { memberships: { [other.id]: 'owner' } })
  await expect(resolveLimits(stranger, { keyId: estate.key.id })).rejects.toMatchObject({ code: 'resource.not_found' })
})

it('says first what no limit can change: the key was revoked', async () => {
  await revokeKey(control.system, { id: estate.key.id })
  expect((await resolveLimits(control.system, { keyId: estate.key.id })).obstacles).toEqual(['The key was revoked.'])
})
