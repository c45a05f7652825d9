import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parsePublicId } from '@/lib/base/ids'
import { issueKey } from '@/lib/control/keys/issue-key'
import { revokeKey, rotateKey } from '@/lib/control/keys/key-commands'
import { getKey, listKeys } from '@/lib/control/keys/key-queries'
import { updateKey } from '@/lib/control/keys/update-key'
import { retireProduct } from '@/lib/control/products/product-states'
import { distanceOf, sendReminders } from '@/lib/control/reminders/send-reminders'
import { createSubscription } from '@/lib/control/subscriptions/subscription-commands'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let estate: TestEstate
let developer: Actor
let owner: Actor

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
  developer = await makeActor(control, { memberships: { [estate.tenantUuid]: 'developer' } })
  owner = await makeActor(control, { memberships: { [estate.tenantUuid]: 'owner' } })
})
beforeEach(() => control.clock.set(START_MS))
afterAll(() => control.close())

const DAY_MS = 86_400_000
const inDays = (days: number) => new Date(START_MS + days * DAY_MS).toISOString()
const at = (days: number) => control.clock.set(START_MS + days * DAY_MS)
let made = 0

async function freshKey(fields: { rotateEveryDays?: number; rotationGraceDays?: number; expiresAt?: string } = {}) {
  const name = `rotating ${++made}`
  const subscription = await createSubscription(developer, { tenantId: estate.tenant.id, productId: estate.product.id, name })
  return issueKey(developer, { id: subscription.id, slot: 'primary', ...fields })
}

const edit = (key: { id: string; version: number }, fields: object) =>
  updateKey(developer, { id: key.id, ...fields }, { ifMatch: String(key.version) })
const codeOf = (work: Promise<unknown>) => work.catch((fault) => fault.fields?.[0]?.path ?? fault.code)

describe('a key that is rotated', () => {
  it('lets the old one live until the moment that was chosen, and is not rotated twice', async () => {
    const key = await freshKey()
    const next = await rotateKey(developer, { id: key.id, oldKeyUntil: inDays(5) })
    const old = await getKey(developer, { id: key.id })
    expect([old.expiresAt, old.replacedById, old.state]).toEqual([inDays(5), next.id, 'active'])
    expect(next).toMatchObject({ slot: 'primary', expiresAt: null, state: 'active' })
    expect(await codeOf(rotateKey(developer, { id: key.id }))).toBe('resource.wrong_state')
    expect(await codeOf(rotateKey(developer, { id: next.id, oldKeyUntil: inDays(31) }))).toBe('oldKeyUntil')
    expect(await codeOf(rotateKey(developer, { id: next.id, oldKeyUntil: inDays(-1) }))).toBe('oldKeyUntil')
    expect(await codeOf(edit(old, { expiresAt: null }))).toBe('expiresAt')
    expect(await codeOf(edit(old, { expiresAt: inDays(6) }))).toBe('expiresAt')
    const renamed = await edit(old, { name: 'former', expiresAt: inDays(5) })
    expect((await edit(renamed, { expiresAt: inDays(3) })).expiresAt).toBe(inDays(3))
  })

  it('tells the owners and whoever issued it, when somebody else did it', async () => {
    const key = await freshKey()
    await rotateKey(owner, { id: key.id })
    const notice = await control.db.notice.findFirstOrThrow({
      where: { dedupKey: `key.rotated:${parsePublicId('key', key.id)}` },
      include: { deliveries: true },
    })
    expect(new Set(notice.deliveries.map((delivery) => delivery.userId))).toEqual(new Set([owner.userId, developer.userId]))
    expect(notice.text).not.toContain(key.key)
  })
})

describe('a rotation schedule', () => {
  it('ends the key after its grace, and starts anew with each rotation', async () => {
    const key = await freshKey({ rotateEveryDays: 90, rotationGraceDays: 5 })
    expect([key.rotateAt, key.expiresAt]).toEqual([inDays(90), inDays(95)])
    at(88)
    const next = await rotateKey(developer, { id: key.id, graceSeconds: 3600 })
    expect([next.rotateEveryDays, next.rotateAt, next.expiresAt]).toEqual([90, inDays(178), inDays(183)])
    expect(await getKey(developer, { id: key.id })).toMatchObject({ rotateEveryDays: null, rotateAt: null })
  })

  it('gives an old key a week, keeps an earlier end of its own, and lifts only the end it made', async () => {
    const key = await freshKey()
    at(200)
    const scheduled = await edit(key, { rotateEveryDays: 30, rotationGraceDays: 2 })
    expect([scheduled.rotateAt, scheduled.expiresAt]).toEqual([inDays(207), inDays(209)])
    const renamed = await edit(scheduled, { name: 'batch' })
    expect([renamed.rotateAt, renamed.expiresAt]).toEqual([inDays(207), inDays(209)])
    const sooner = await edit(renamed, { expiresAt: inDays(203) })
    expect(sooner.expiresAt).toBe(inDays(203))
    expect((await edit(sooner, { rotateEveryDays: null })).expiresAt).toBe(inDays(203))
    const other = await freshKey({ rotateEveryDays: 10 })
    expect((await edit(other, { rotateEveryDays: null })).expiresAt).toBeNull()
  })

  it('comes before an end of the key’s own without making it forgotten, through rotations too', async () => {
    const key = await freshKey({ expiresAt: inDays(200) })
    const scheduled = await edit(key, { rotateEveryDays: 30, rotationGraceDays: 2 })
    expect(scheduled.expiresAt).toBe(inDays(32))
    const lifted = await edit(scheduled, { rotateEveryDays: null })
    expect(lifted.expiresAt).toBe(inDays(200))
    await edit(lifted, { rotateEveryDays: 30 })
    at(20)
    const next = await rotateKey(developer, { id: key.id, graceSeconds: 3600 })
    expect(next.expiresAt).toBe(inDays(52))
    expect((await edit(next, { rotateEveryDays: null })).expiresAt).toBe(inDays(200))
    const old = await getKey(developer, { id: key.id })
    const ended = await edit(old, { name: 'former' })
    expect(ended.expiresAt).toBe(old.expiresAt)
  })

  it('wants the version that was read, and a key that lives', async () => {
    const key = await freshKey()
    await edit(key, { cidrs: ['10.0.0.0/8'] })
    expect(await codeOf(edit(key, { cidrs: [] }))).toBe('request.stale')
    await revokeKey(developer, { id: key.id })
    const revoked = await getKey(developer, { id: key.id })
    expect(await codeOf(edit(revoked, { name: 'late' }))).toBe('resource.wrong_state')
  })
})

describe('keys are found', () => {
  it('by how they begin and end, by their last four, by their tenant, and by what is due', async () => {
    const key = await freshKey({ rotateEveryDays: 20 })
    const ids = async (filter: object) => (await listKeys(developer, filter)).items.map((one) => one.id)
    expect(await ids({ search: `${key.prefix}…${key.last4}` })).toEqual([key.id])
    expect(await ids({ search: key.key ?? '' })).toEqual([key.id])
    expect(await ids({ search: key.last4 })).toContain(key.id)
    expect(await ids({ lastFour: key.last4 })).toContain(key.id)
    expect(await ids({ search: key.prefix })).toContain(key.id)
    expect(await ids({ search: estate.tenant.name })).toContain(key.id)
    expect(await ids({ search: `${key.prefix}…0000` })).toEqual([])
    expect(await ids({ endsWithinDays: 30 })).toContain(key.id)
    expect(await ids({ endsWithinDays: 10 })).not.toContain(key.id)
    at(15)
    expect(await ids({ unusedDays: 14 })).toContain(key.id)
    expect(await ids({ unusedDays: 16 })).not.toContain(key.id)
  })
})

describe('a reminder', () => {
  it('knows the nearest distance', () => {
    const now = new Date(START_MS)
    const days = (count: number) => distanceOf(new Date(START_MS + count * DAY_MS), now)
    expect([31, 30, 13, 7, 0.5, 0, -1].map(days)).toEqual([null, 30, 14, 7, 1, null, null])
  })

  it('is given once for each distance, anew for a new date, and not for what was replaced', async () => {
    const key = await freshKey({ expiresAt: inDays(6) })
    const uuid = parsePublicId('key', key.id)
    const own = () => control.db.notice.findMany({ where: { dedupKey: { startsWith: `reminder:key:${uuid}` } } })
    const run = (days: number) => sendReminders(control.db, new Date(START_MS + days * DAY_MS))
    await run(0)
    await run(0.1)
    expect((await own()).map((notice) => notice.title)).toEqual([
      `A key of ${key.subscriptionName} ends on ${inDays(6).slice(0, 10)}`,
    ])
    await run(5.5)
    expect(await own()).toHaveLength(2)
    const later = await edit(key, { expiresAt: inDays(12) })
    await run(0)
    expect(await own()).toHaveLength(3)
    await rotateKey(developer, { id: later.id })
    await run(11.5)
    expect(await own()).toHaveLength(3)
  })

  it('is given for subscriptions and for products that end', async () => {
    const other = await makeEstate(control.system, 'ending')
    await createSubscription(control.system, {
      tenantId: other.tenant.id,
      productId: other.product.id,
      name: 'for a week',
      expiresAt: inDays(7),
    })
    await retireProduct(control.system, { id: other.product.id, at: inDays(29) })
    await sendReminders(control.db, new Date(START_MS))
    const notices = await control.db.notice.findMany({
      where: { tenantId: other.tenantUuid, dedupKey: { startsWith: 'reminder:' } },
      orderBy: { topic: 'asc' },
    })
    expect(notices.map((notice) => [notice.topic, notice.title])).toEqual([
      ['product.retired', `ending product retires on ${inDays(29).slice(0, 10)}`],
      ['subscription.expiring', `The subscription for a week ends on ${inDays(7).slice(0, 10)}`],
    ])
  })
})
