import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { hmac } from '@/lib/base/digest'
import { parsePublicId, toPublicId } from '@/lib/base/ids'
import { isWellFormedSecret } from '@/lib/base/secret-text'
import { issueKey } from '@/lib/control/keys/issue-key'
import { revokeKey, rotateKey } from '@/lib/control/keys/key-commands'
import { getKey, getKeyImpact, listKeys } from '@/lib/control/keys/key-queries'
import { updateKey } from '@/lib/control/keys/update-key'
import { createToken } from '@/lib/control/management-tokens/token-operations'
import { createProduct } from '@/lib/control/products/product-commands'
import { deprecateProduct, publishProduct } from '@/lib/control/products/product-states'
import { createSubscription, updateSubscription } from '@/lib/control/subscriptions/subscription-commands'
import { getSubscription, listSubscriptions } from '@/lib/control/subscriptions/subscription-queries'
import {
  approveSubscription,
  cancelSubscription,
  rejectSubscription,
  resumeSubscription,
  suspendSubscription,
} from '@/lib/control/subscriptions/subscription-states'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'

let control: TestControl
let estate: TestEstate
let admin: Actor
let developer: Actor

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
  admin = await makeActor(control, { platformRole: 'admin' })
  developer = await makeActor(control, { memberships: { [estate.tenantUuid]: 'developer' } })
})

beforeEach(() => control.clock.set(START_MS))
afterAll(() => control.close())

let made = 0
const subscribe = (actor: Actor = developer, productId = estate.product.id) =>
  createSubscription(actor, { tenantId: estate.tenant.id, productId, name: `app ${++made}` })

async function approvedOnly(): Promise<string> {
  const { id } = await createProduct(control.system, { name: `approval ${++made}`, models: ['acme-mini'] })
  await publishProduct(control.system, { id })
  return id
}

describe('a key for some models', () => {
  it('names models its product has, keeps them when it is rotated, and can be widened again', async () => {
    const { id } = await subscribe()
    const wrong = issueKey(developer, { id, slot: 'primary', models: ['acme-mini', 'elsewhere'] })
    await expect(wrong).rejects.toMatchObject({ code: 'request.invalid', fields: [{ path: 'models' }] })
    const key = await issueKey(developer, { id, slot: 'primary', models: ['acme-mini'] })
    expect(key.models).toEqual(['acme-mini'])
    const next = await rotateKey(developer, { id: key.id })
    expect(next.models).toEqual(['acme-mini'])
    const widened = await updateKey(developer, { id: next.id, models: [] }, { ifMatch: String(next.version) })
    expect(widened.models).toEqual([])
  })
})

describe('a subscription', () => {
  it('is active at once where the product needs no approval', async () => {
    expect(await subscribe()).toMatchObject({ state: 'active', requestedBy: { name: developer.name }, keyCount: 0 })
  })

  it('waits for somebody else’s approval where it does', async () => {
    const asked = await subscribe(admin, await approvedOnly())
    expect(asked.state).toBe('submitted')
    await expect(issueKey(admin, { id: asked.id, slot: 'primary' })).rejects.toMatchObject({ code: 'resource.wrong_state' })
    await expect(approveSubscription(admin, { id: asked.id })).rejects.toMatchObject({ code: 'access.self_approval' })
    const other = await makeActor(control, { platformRole: 'admin' })
    const approved = await approveSubscription(other, { id: asked.id, reason: 'Looks right' })
    expect(approved).toMatchObject({ state: 'active', decidedBy: { name: other.name }, reason: 'Looks right' })
    await expect(rejectSubscription(other, { id: asked.id, reason: 'Changed my mind' })).rejects.toMatchObject({
      code: 'resource.wrong_state',
    })
  })

  it('is not approved by who made the token of the service account that asks', async () => {
    const service = await makeActor(control, { memberships: { [estate.tenantUuid]: 'developer' } })
    await control.db.user.update({ where: { id: service.userId }, data: { kind: 'service' } })
    const maker = await makeActor(control, { platformRole: 'admin' })
    const expiresAt = new Date(START_MS + 86_400_000).toISOString()
    const ownerId = toPublicId('user', service.userId)
    await createToken(maker, { name: 'script', scopes: ['subscriptions.create'], expiresAt, ownerId })
    const asked = await subscribe(service, await approvedOnly())
    await expect(approveSubscription(maker, { id: asked.id })).rejects.toMatchObject({ code: 'access.self_approval' })
    expect((await approveSubscription(admin, { id: asked.id })).state).toBe('active')
    // Nor the other way round.
    await control.db.user.update({ where: { id: service.userId }, data: { platformRole: 'admin' } })
    const own = await subscribe(maker, await approvedOnly())
    const robot = { ...service, platformRole: 'admin' as const }
    await expect(approveSubscription(robot, { id: own.id })).rejects.toMatchObject({ code: 'access.self_approval' })
  })

  it('is rejected, suspended, resumed and cancelled, each with its reason', async () => {
    const rejected = await subscribe(developer, await approvedOnly())
    await expect(rejectSubscription(admin, { id: rejected.id } as never)).rejects.toMatchObject({ code: 'request.invalid' })
    expect(await rejectSubscription(admin, { id: rejected.id, reason: 'No budget' })).toMatchObject({ state: 'rejected' })
    const { id } = await subscribe()
    expect((await suspendSubscription(admin, { id, reason: 'Abuse' })).state).toBe('suspended')
    expect((await resumeSubscription(admin, { id })).state).toBe('active')
    const owner = await makeActor(control, { memberships: { [estate.tenantUuid]: 'owner' } })
    expect((await cancelSubscription(owner, { id })).state).toBe('cancelled')
    await expect(resumeSubscription(admin, { id })).rejects.toMatchObject({ code: 'resource.wrong_state' })
  })

  it('expires by the clock', async () => {
    const input = { tenantId: estate.tenant.id, productId: estate.product.id, name: 'trial', expiresAt: '2026-11-16T00:00:00Z' }
    const { id } = await createSubscription(developer, input)
    control.clock.advance(24 * 3_600_000)
    expect((await getSubscription(developer, { id })).state).toBe('expired')
    expect((await listSubscriptions(developer, { state: 'expired' })).items.map((item) => item.id)).toEqual([id])
    await expect(issueKey(developer, { id, slot: 'primary' })).rejects.toMatchObject({ code: 'resource.wrong_state' })
  })

  it('is not made to a product that is no longer on offer', async () => {
    const productId = await approvedOnly()
    await deprecateProduct(control.system, { id: productId })
    await expect(subscribe(developer, productId)).rejects.toMatchObject({ code: 'resource.not_found' })
    await expect(subscribe(admin, productId)).rejects.toMatchObject({ code: 'resource.wrong_state' })
  })

  it('has a name of its own in its tenant', async () => {
    const { id, version } = await subscribe()
    const twin = await subscribe()
    const rename = updateSubscription(developer, { id, name: twin.name }, { ifMatch: String(version) })
    await expect(rename).rejects.toMatchObject({ code: 'resource.conflict' })
  })
})

describe('a key', () => {
  it('is shown once, and kept as an HMAC under the pepper', async () => {
    const { id } = await subscribe()
    const cidrs = ['10.0.0.0/8', '2001:db8::/32']
    const issued = await issueKey(developer, { id, slot: 'primary', name: 'laptop', expiresAt: '2027-01-01T00:00:00Z', cidrs })
    const secret = issued.key ?? ''
    expect(isWellFormedSecret('tg_', secret)).toBe(true)
    expect([secret.slice(0, issued.prefix.length), secret.slice(-4)]).toEqual([issued.prefix, issued.last4])
    const row = await control.db.key.findUniqueOrThrow({ where: { id: parsePublicId('key', issued.id) ?? '' } })
    expect(Buffer.from(row.digest)).toEqual(hmac(control.ports.pepper.bytes, secret))
    expect(await getKey(developer, { id: issued.id })).not.toHaveProperty('key')
    expect((await listKeys(developer, { search: issued.last4 })).items.map((key) => key.id)).toContain(issued.id)
  })

  it('has one valid key per slot, also when two are issued at once', async () => {
    const { id } = await subscribe()
    const issue = (slot: 'primary' | 'secondary') => issueKey(developer, { id, slot })
    const results = await Promise.allSettled([issue('primary'), issue('primary'), issue('secondary')])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected'])
    await expect(issue('primary')).rejects.toMatchObject({ code: 'resource.conflict' })
  })

  it('is rotated with a grace in which both are valid', async () => {
    const { id } = await subscribe()
    const old = await issueKey(developer, { id, slot: 'primary' })
    const fresh = await rotateKey(developer, { id: old.id, graceSeconds: 3600 })
    expect(fresh).toMatchObject({ slot: 'primary', state: 'active', expiresAt: null, replayed: false })
    expect(fresh.key).not.toBe(old.key)
    expect(await getKey(developer, { id: old.id })).toMatchObject({ state: 'active', expiresAt: '2026-11-15T13:00:00.000Z' })
    control.clock.advance(3_600_000)
    expect(await getKey(developer, { id: old.id })).toMatchObject({ state: 'expired' })
    await expect(rotateKey(developer, { id: old.id })).rejects.toMatchObject({ code: 'resource.wrong_state' })
  })

  it('is revoked at once, saying what that breaks; again changes nothing', async () => {
    await addUsage(control, estate, { at: new Date(START_MS - 10 * 60_000) })
    await addUsage(control, estate, { at: new Date(START_MS - 3 * 3_600_000) })
    const id = estate.key.id
    const impact = { callsLastHour: 1, callsLastDay: 2, lastUsedAt: '2026-11-15T11:50:00.000Z' }
    expect(await getKeyImpact(developer, { id })).toEqual(impact)
    const before = control.counts.catalogChanges
    expect(await revokeKey(developer, { id })).toMatchObject({ state: 'revoked', impact })
    expect(control.counts.catalogChanges).toBe(before + 1)
    expect(await revokeKey(developer, { id })).toMatchObject({ state: 'revoked' })
    expect(control.counts.catalogChanges).toBe(before + 1)
  })

  it('refuses networks and times that cannot be', async () => {
    const { id } = await subscribe()
    const issue = (fields: object) => issueKey(developer, { id, slot: 'primary', ...fields })
    await expect(issue({ cidrs: ['10.0.0.0/33'] })).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(issue({ expiresAt: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'request.invalid' })
  })
})
