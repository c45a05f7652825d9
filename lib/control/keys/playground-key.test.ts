import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parsePublicId } from '@/lib/base/ids'
import { isWellFormedSecret } from '@/lib/base/secret-text'
import { issueKey } from '@/lib/control/keys/issue-key'
import { revokeKey, rotateKey } from '@/lib/control/keys/key-commands'
import { getKey, listKeys } from '@/lib/control/keys/key-queries'
import { getKeySummary } from '@/lib/control/keys/key-summary'
import { mintPlaygroundKey } from '@/lib/control/keys/playground-key'
import { updateKey } from '@/lib/control/keys/update-key'
import { createSubscription } from '@/lib/control/subscriptions/subscription-commands'
import { getSubscription } from '@/lib/control/subscriptions/subscription-queries'
import { suspendSubscription } from '@/lib/control/subscriptions/subscription-states'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let estate: TestEstate
let developer: Actor
let made = 0

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
  developer = await makeActor(control, { memberships: { [estate.tenantUuid]: 'developer' } })
})
beforeEach(() => control.clock.set(START_MS))
afterAll(() => control.close())

const subscribe = async () => {
  const fields = { tenantId: estate.tenant.id, productId: estate.product.id, name: `played ${++made}` }
  return (await createSubscription(developer, fields)).id
}

it('lives ten minutes, takes no slot, and stands in no list or count of keys', async () => {
  const id = await subscribe()
  const { active } = await getKeySummary(developer, {})
  const { key, expiresAt } = await mintPlaygroundKey(developer, { id })
  expect(isWellFormedSecret('tg_', key)).toBe(true)
  expect(Date.parse(expiresAt)).toBe(START_MS + 600_000)
  expect((await listKeys(developer, { subscriptionId: id })).items).toEqual([])
  expect((await getSubscription(developer, { id })).keyCount).toBe(0)
  expect((await getKeySummary(developer, {})).active).toBe(active)
  await issueKey(developer, { id, slot: 'primary' })
})

it('is not minted for a viewer, a stranger, or a subscription that is not active', async () => {
  const id = await subscribe()
  const viewer = await makeActor(control, { memberships: { [estate.tenantUuid]: 'viewer' } })
  await expect(mintPlaygroundKey(viewer, { id })).rejects.toMatchObject({ code: 'access.denied' })
  const stranger = await makeActor(control, {
    memberships: { [(await makeEstate(control.system, 'other')).tenantUuid]: 'owner' },
  })
  await expect(mintPlaygroundKey(stranger, { id })).rejects.toMatchObject({ code: 'resource.not_found' })
  await suspendSubscription(control.system, { id, reason: 'a test' })
  await expect(mintPlaygroundKey(developer, { id })).rejects.toMatchObject({ code: 'resource.wrong_state' })
})

it('leaves the gateways when it has ended, and nobody holds more than ten', async () => {
  const id = await subscribe()
  const subscriptionId = parsePublicId('subscription', id) ?? ''
  const live = () => control.db.key.count({ where: { subscriptionId, isPlayground: true, revokedAt: null } })
  for (let i = 0; i < 12; i++) await mintPlaygroundKey(developer, { id })
  expect(await live()).toBe(10)
  control.clock.advance(600_000)
  await mintPlaygroundKey(developer, { id })
  expect(await live()).toBe(1)
})

it('cannot be made to last, renamed, or rotated into a key that stays; it can be revoked', async () => {
  const id = await subscribe()
  const minted = await mintPlaygroundKey(developer, { id })
  const refused = { code: 'resource.wrong_state' }
  for (const change of [{ expiresAt: null }, { expiresAt: new Date(START_MS + 86_400_000).toISOString() }, { name: 'mine' }])
    await expect(updateKey(developer, { id: minted.id, ...change }, { ifMatch: '*' })).rejects.toMatchObject(refused)
  await expect(rotateKey(developer, { id: minted.id, graceSeconds: 60 })).rejects.toMatchObject(refused)
  expect(await getKey(developer, { id: minted.id })).toMatchObject({ state: 'active', expiresAt: minted.expiresAt })
  expect(await revokeKey(developer, { id: minted.id })).toMatchObject({ state: 'revoked' })
})
