import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parsePublicId, toPublicId } from '@/lib/base/ids'
import type { Limit, LimitCreate } from '@/lib/contracts/limit'
import { createLimit, raiseLimit } from '@/lib/control/limits/limit-commands'
import { listLimitEvents } from '@/lib/control/limits/limit-events'
import { resetLimit } from '@/lib/control/limits/reset-limit'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let acme: TestEstate
let beta: TestEstate
let admin: Actor
let owner: Actor

beforeAll(async () => {
  control = await startTestControl()
  acme = await makeEstate(control.system, 'acme')
  beta = await makeEstate(control.system, 'beta')
  admin = await makeActor(control, { platformRole: 'admin' })
  owner = await makeActor(control, { memberships: { [acme.tenantUuid]: 'owner' } })
})

afterAll(() => control.close())

const monthly: LimitCreate = { name: 'monthly', measure: 'tokens', window: { kind: 'quota', period: 'month' }, amount: 1_000 }
const periodStart = new Date('2026-11-01T00:00:00Z')
const uuidOf = (limit: Limit) => parsePublicId('limit', limit.id) ?? ''

/** Books usage as the flush does: one upsert per batch. */
async function book(limit: Limit, countKey: string, amount: number): Promise<void> {
  const total = BigInt(amount)
  await control.db.$executeRaw`
    insert into counter_totals (limit_id, count_key, period_start, total) values (${uuidOf(limit)}::uuid, ${countKey}, ${periodStart}, ${total})
    on conflict (limit_id, count_key, period_start) do update set total = counter_totals.total + excluded.total`
}

async function reached(limit: Limit, actor = admin): Promise<(readonly [string, number])[]> {
  const { items } = await listLimitEvents(actor, { limitId: limit.id })
  return items.map(({ countKey, threshold }) => [countKey, threshold] as const).sort((a, b) => a[1] - b[1])
}

describe('the thresholds of a limit', () => {
  it('raise one event each per counter and period, however many gateways book at once', async () => {
    const limit = await createLimit(admin, { ...monthly, countBy: 'tenant', thresholds: [50, 80, 100, 120] })
    await book(limit, acme.tenantUuid, 499)
    expect(await reached(limit)).toEqual([])
    await Promise.all(Array.from({ length: 20 }, () => book(limit, acme.tenantUuid, 20)))
    await Promise.all(Array.from({ length: 20 }, () => book(limit, beta.tenantUuid, 30)))
    const [own, other] = [acme, beta].map(({ tenantUuid }) => toPublicId('tenant', tenantUuid))
    expect((await reached(limit)).filter(([key]) => key === own)).toEqual([
      [own, 50],
      [own, 80],
    ])
    expect((await reached(limit)).filter(([key]) => key === other)).toEqual([[other, 50]])
    await book(limit, acme.tenantUuid, 400)
    const events = (await listLimitEvents(admin, { limitId: limit.id })).items
    expect(events.map(({ threshold }) => threshold).sort((a, b) => a - b)).toEqual([50, 50, 80, 100, 120])
    expect(events[0]).toMatchObject({
      limitName: 'monthly',
      countName: acme.tenant.name,
      used: 1_299,
      amount: 1_000,
      periodStart: periodStart.toISOString(),
    })
  })

  it('go by the amount in force: a raise moves them', async () => {
    const limit = await createLimit(admin, { ...monthly, thresholds: [100] })
    await raiseLimit(admin, { id: limit.id, amount: 2_000, until: '2036-01-01T00:00:00Z' })
    await book(limit, '', 1_500)
    expect(await reached(limit)).toEqual([])
    await book(limit, '', 500)
    expect(await reached(limit)).toEqual([['', 100]])
  })

  it('show a tenant its own counters only', async () => {
    const limit = await createLimit(admin, { ...monthly, countBy: 'tenant', thresholds: [50] })
    await book(limit, acme.tenantUuid, 900)
    await book(limit, beta.tenantUuid, 900)
    expect(await reached(limit, owner)).toEqual([[toPublicId('tenant', acme.tenantUuid), 50]])
  })
})

describe('resetting a limit', () => {
  it('sets all counters to nothing used, in the totals and for every gateway, and says so in the audit trail', async () => {
    const limit = await createLimit(admin, { ...monthly, countBy: 'tenant' })
    await book(limit, acme.tenantUuid, 700)
    const changes = control.counts.catalogChanges
    const after = await resetLimit(admin, { id: limit.id, reason: 'a migration ran twice' })
    expect(after.resetAt).toBe(new Date(control.clock.now()).toISOString())
    expect(control.counts.catalogChanges).toBe(changes + 1)
    const [total] = await control.db.counterTotal.findMany({ where: { limitId: uuidOf(limit) } })
    expect([total?.total, total?.resetTotal]).toEqual([700n, 700n])
    const entry = await control.db.auditEntry.findFirst({ where: { action: 'limits.reset' }, orderBy: { version: 'desc' } })
    expect(entry?.after).toMatchObject({ reset: 'all counters', reason: 'a migration ran twice' })
    // What came before the reset counts towards no threshold.
    await book(limit, acme.tenantUuid, 400)
    expect(await reached(limit)).toEqual([[toPublicId('tenant', acme.tenantUuid), 50]])
  })

  it('resets one counter by the name its usage has', async () => {
    const limit = await createLimit(admin, { ...monthly, countBy: 'tenant' })
    await book(limit, acme.tenantUuid, 300)
    await book(limit, beta.tenantUuid, 300)
    await resetLimit(admin, { id: limit.id, countKey: toPublicId('tenant', acme.tenantUuid) })
    const totals = await control.db.counterTotal.findMany({ where: { limitId: uuidOf(limit) } })
    expect(new Map(totals.map((total) => [total.countKey, total.resetTotal]))).toEqual(
      new Map([
        [acme.tenantUuid, 300n],
        [beta.tenantUuid, 0n],
      ]),
    )
    expect(await control.db.limitReset.count({ where: { limitId: uuidOf(limit) } })).toBe(1)
    await resetLimit(admin, { id: limit.id })
    expect(await control.db.limitReset.count({ where: { limitId: uuidOf(limit) } })).toBe(0)
  })

  it('is refused to owners, for a name no counter can have, and for a limit that is not there', async () => {
    const limit = await createLimit(admin, { ...monthly, countBy: 'tenant' })
    await expect(resetLimit(owner, { id: limit.id })).rejects.toMatchObject({ code: 'access.denied' })
    await expect(resetLimit(admin, { id: limit.id, countKey: 'acme' })).rejects.toMatchObject({ code: 'request.invalid' })
    const gone = `${limit.id.slice(0, -4)}0000`
    await expect(resetLimit(admin, { id: gone })).rejects.toMatchObject({ code: 'resource.not_found' })
  })
})
