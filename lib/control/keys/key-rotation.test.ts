import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parsePublicId } from '@/lib/base/ids'
import { issueKey } from '@/lib/control/keys/issue-key'
import { revokeKey, rotateKey } from '@/lib/control/keys/key-commands'
import { getKeyRotation } from '@/lib/control/keys/key-rotation'
import { createSubscription } from '@/lib/control/subscriptions/subscription-commands'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'

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

const use = (id: string, secondsAgo = 0) =>
  addUsage(control, estate, {
    keyId: parsePublicId('key', id) ?? '',
    at: new Date(control.clock.now() - secondsAgo * 1000),
  })

async function rotated() {
  const fields = { tenantId: estate.tenant.id, productId: estate.product.id, name: `rotated ${++made}` }
  const { id } = await createSubscription(developer, fields)
  const old = await issueKey(developer, { id, slot: 'primary' })
  await use(old.id, 60)
  const next = await rotateKey(developer, { id: old.id, graceSeconds: 30 * 86_400 })
  return { old, next, watch: (key = next) => getKeyRotation(developer, { id: key.id, quietSeconds: 300 }) }
}

it('waits for the new key to be used, then for the old one to be silent, by either of the two', async () => {
  const { old, next, watch } = await rotated()
  expect(await watch()).toMatchObject({ stage: 'waiting', old: { calls: 1, key: { id: old.id } }, next: { calls: 0 } })
  await use(next.id)
  expect(await watch()).toMatchObject({ stage: 'moving', next: { calls: 1 } })
  control.clock.advance(299_000)
  await use(old.id)
  control.clock.advance(299_000)
  expect(await watch(old)).toMatchObject({ stage: 'moving', quietAt: new Date(control.clock.now() + 1_000).toISOString() })
  control.clock.advance(1_000)
  expect(await watch()).toMatchObject({ stage: 'quiet', old: { calls: 0 } })
})

it('is over once the old key is retired or has ended, and there is none before a rotation', async () => {
  const { old, next, watch } = await rotated()
  await revokeKey(developer, { id: old.id })
  expect((await watch()).stage).toBe('over')
  const again = await rotateKey(developer, { id: next.id, graceSeconds: 60 })
  control.clock.advance(60_000)
  expect((await watch(again)).stage).toBe('over')
  const fields = { tenantId: estate.tenant.id, productId: estate.product.id, name: `never rotated ${++made}` }
  const { id } = await createSubscription(developer, fields)
  const only = await issueKey(developer, { id, slot: 'primary' })
  expect(await watch(only)).toMatchObject({ stage: 'none', old: null })
})
