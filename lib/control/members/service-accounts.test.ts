import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { createToken } from '@/lib/control/management-tokens/token-operations'
import { createMember, listMembers } from '@/lib/control/members/member-operations'
import { createServiceAccount } from '@/lib/control/members/service-accounts'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let ours: TestEstate
let theirs: TestEstate
let owner: Actor

beforeAll(async () => {
  control = await startTestControl()
  ours = await makeEstate(control.system, 'ours')
  theirs = await makeEstate(control.system, 'theirs')
  owner = await makeActor(control, { memberships: { [ours.tenantUuid]: 'owner' } })
})
afterAll(() => control.close())

const tokenFor = (actor: Actor, ownerId: string) =>
  createToken(actor, { name: 'script', scopes: ['keys.read'], expiresAt: new Date(START_MS + 86_400_000).toISOString(), ownerId })

it('is made by an owner in the own tenant, and works by a token they make for it', async () => {
  const account = await createServiceAccount(owner, { id: ours.tenant.id, name: 'nightly', role: 'viewer' })
  expect(account).toMatchObject({ kind: 'service', role: 'viewer', name: 'nightly', keyCount: 0 })
  expect((await tokenFor(owner, account.userId)).token).toMatch(/^tgm_/)
  const { items } = await listMembers(owner, { id: ours.tenant.id })
  expect(items.map(({ userId }) => userId)).toContain(account.userId)
})

it('is not made elsewhere, nor by who may not add members', async () => {
  const input = { id: theirs.tenant.id, name: 'nightly' }
  await expect(createServiceAccount(owner, input)).rejects.toMatchObject({ code: 'resource.not_found' })
  const developer = await makeActor(control, { memberships: { [ours.tenantUuid]: 'developer' } })
  await expect(createServiceAccount(developer, { ...input, id: ours.tenant.id })).rejects.toMatchObject({ code: 'access.denied' })
})

it('speaks for its tenants only: one that is in another too, a person, and another tenant’s are refused', async () => {
  const both = await createServiceAccount(owner, { id: ours.tenant.id, name: 'both' })
  const { email } = (await listMembers(owner, { id: ours.tenant.id })).items.find(({ userId }) => userId === both.userId) ?? {
    email: '',
  }
  await createMember(control.system, { id: theirs.tenant.id, email, role: 'viewer' })
  await expect(tokenFor(owner, both.userId)).rejects.toMatchObject({ code: 'access.denied' })
  const foreign = await createServiceAccount(control.system, { id: theirs.tenant.id, name: 'foreign' })
  await expect(tokenFor(owner, foreign.userId)).rejects.toMatchObject({ code: 'access.denied' })
  const developer = await makeActor(control, { memberships: { [ours.tenantUuid]: 'developer' } })
  const mine = await createServiceAccount(owner, { id: ours.tenant.id, name: 'mine' })
  await expect(tokenFor(developer, mine.userId)).rejects.toMatchObject({ code: 'access.denied' })
  const person = (await listMembers(owner, { id: ours.tenant.id })).items.find(
    ({ kind, userId }) => kind === 'person' && !userId.endsWith(owner.userId.replaceAll('-', '')),
  )
  await expect(tokenFor(owner, person?.userId ?? '')).rejects.toMatchObject({ code: 'access.denied' })
})
