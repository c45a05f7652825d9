import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { createChannel } from '@/lib/control/channels/channel-commands'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { tellWarnings } from '@/lib/control/warnings/tell-warnings'
import { createWarning, deleteWarning, listWarnings } from '@/lib/control/warnings/warning-operations'

let control: TestControl
let estate: TestEstate
let developer: Actor

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
})
beforeEach(async () => {
  control.clock.set(START_MS)
  await control.db.usageWarning.deleteMany()
  await control.db.usageRollup.deleteMany()
  await control.db.notice.deleteMany()
  developer = await makeActor(control, { memberships: { [estate.tenantUuid]: 'developer' } })
})
afterAll(() => control.close())

const warn = (fields: object, actor = developer) =>
  createWarning(actor, { subscriptionId: estate.subscription.id, measure: 'tokens', amount: 150, ...fields })
const tell = () => tellWarnings(control.db, new Date(control.clock.now()))
const told = async () =>
  (await control.db.notice.findMany({ include: { deliveries: true } })).map(({ title, deliveries }) => [
    title,
    deliveries.map(({ userId, channelId }) => [userId, channelId]),
  ])

it('is told to whoever set it and to nobody else, once in a month, from the amount on', async () => {
  await createChannel(control.system, { name: 'takes everything', kind: 'email', recipients: ['ops@example.com'] })
  await warn({ amount: 151 })
  await addUsage(control, estate)
  expect(await tell()).toBe(0)
  await addUsage(control, estate)
  expect(await tell()).toBe(1)
  expect(await tell()).toBe(0)
  expect(await told()).toEqual([[`${estate.subscription.name} has used 151 tokens this month`, [[developer.userId, null]]]])
  expect((await listWarnings(developer, {})).items[0]).toMatchObject({ used: 300, isTold: true })
  const december = new Date('2026-12-02T00:00:00Z')
  expect(await tellWarnings(control.db, december)).toBe(0)
  await addUsage(control, estate, { at: december })
  await addUsage(control, estate, { at: december })
  expect(await tellWarnings(control.db, december)).toBe(1)
})

it('counts calls, tokens, and money in its own currency', async () => {
  await warn({ measure: 'calls', amount: 1 })
  await warn({ measure: 'cost', amount: '0.000045', currency: 'EUR' })
  await warn({ measure: 'cost', amount: '0.000001', currency: 'USD' })
  await addUsage(control, estate)
  expect(await tell()).toBe(2)
  await expect(warn({ measure: 'cost', amount: 'much' })).rejects.toMatchObject({ code: 'request.invalid' })
  await expect(warn({ measure: 'cost', amount: '99999999999' })).rejects.toMatchObject({ code: 'request.invalid' })
  await expect(warn({ measure: 'calls', amount: '1.5' })).rejects.toMatchObject({ code: 'request.invalid' })
})

it('is nobody else’s to set, see or delete, and says nothing to who has left', async () => {
  const { id } = await warn({})
  const colleague = await makeActor(control, { memberships: { [estate.tenantUuid]: 'owner' } })
  expect((await listWarnings(colleague, {})).items).toEqual([])
  await expect(deleteWarning(colleague, { id })).rejects.toMatchObject({ code: 'resource.not_found' })
  const stranger = await makeActor(control)
  await expect(warn({}, stranger)).rejects.toMatchObject({ code: 'resource.not_found' })
  await control.db.membership.deleteMany({ where: { userId: developer.userId } })
  await addUsage(control, estate)
  expect(await tell()).toBe(0)
  expect(await told()).toEqual([])
  expect((await listWarnings({ ...developer, memberships: [] }, {})).items).toEqual([])
  await deleteWarning(developer, { id })
})
