import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { NoticeTopic } from '@/lib/contracts/notice'
import type { Prisma } from '@/lib/control/database'
import { enqueueNotice } from '@/lib/control/notifications/enqueue-notice'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let acme: TestEstate
let beta: TestEstate
const now = new Date('2026-11-15T12:00:00Z')

beforeAll(async () => {
  control = await startTestControl()
  acme = await makeEstate(control.system, 'acme')
  beta = await makeEstate(control.system, 'beta')
})
afterAll(() => control.close())
beforeEach(async () => {
  await control.db.notice.deleteMany()
  await control.db.channel.deleteMany()
})

const channel = (name: string, fields: Partial<Prisma.ChannelCreateInput> = {}) =>
  control.db.channel.create({ data: { name, kind: 'webhook', url: 'https://example.com/hook', ...fields } })
const say = (topic: NoticeTopic = 'limit.threshold') => ({ topic, title: 'Half is used', text: 'Half of it is used.' })
const toldTo = async () =>
  (await control.db.delivery.findMany({ include: { channel: true, user: true } }))
    .map(({ channel: to, user }) => to?.name ?? user?.name)
    .sort()

describe('a notice', () => {
  it('is there if, and only if, the transaction that said it commits', async () => {
    await channel('all')
    const failing = control.db.$transaction(async (tx) => {
      await enqueueNotice(tx, say(), now)
      throw new Error('changed our mind')
    })
    await expect(failing).rejects.toThrow('changed our mind')
    expect(await control.db.notice.count()).toBe(0)
    await control.db.$transaction((tx) => enqueueNotice(tx, say(), now))
    expect(await toldTo()).toEqual(['all'])
  })

  it('is told once, however many say the same at once', async () => {
    await channel('all')
    const said = await Promise.all(
      Array.from({ length: 12 }, () =>
        control.db.$transaction((tx) => enqueueNotice(tx, { ...say(), dedupKey: 'limit:1:2026-11:50' }, now)),
      ),
    )
    expect(said.filter((id) => id !== null)).toHaveLength(1)
    expect(await toldTo()).toEqual(['all'])
  })

  it('goes to the channels that take its topic, its severity and its tenant, and that are on', async () => {
    await channel('everything')
    await channel('limits only', { topics: ['limit.threshold'] })
    await channel('keys only', { topics: ['key.expiring'] })
    await channel('trouble only', { minSeverity: 'critical' })
    await channel('of acme', { tenantId: acme.tenantUuid })
    await channel('of beta', { tenantId: beta.tenantUuid })
    await channel('off', { enabled: false })
    await enqueueNotice(control.db, { ...say(), severity: 'warning', tenantId: acme.tenantUuid }, now)
    expect(await toldTo()).toEqual(['everything', 'limits only', 'of acme'])
    await control.db.notice.deleteMany()
    await enqueueNotice(control.db, { ...say('key.expiring'), severity: 'critical' }, now)
    expect(await toldTo()).toEqual(['everything', 'keys only', 'trouble only'])
  })

  it('reaches the people it names and the owners of a tenant, each once, and nobody who is disabled', async () => {
    const owner = await makeActor(control, { memberships: { [acme.tenantUuid]: 'owner' } })
    await makeActor(control, { memberships: { [acme.tenantUuid]: 'developer' } })
    const gone = await makeActor(control, { memberships: { [acme.tenantUuid]: 'owner' } })
    await control.db.user.update({ where: { id: gone.userId }, data: { disabledAt: now } })
    const named = await makeActor(control)
    const input = { ...say(), userIds: [named.userId, owner.userId], ownersOf: [acme.tenantUuid] }
    await enqueueNotice(control.db, input, now)
    expect(await toldTo()).toEqual([named.name, owner.name].sort())
  })
})
