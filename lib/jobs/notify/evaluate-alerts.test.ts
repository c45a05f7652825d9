import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parsePublicId, toPublicId } from '@/lib/base/ids'
import type { AlertRuleCreate } from '@/lib/contracts/alert'
import { acknowledgeAlert, listAlerts } from '@/lib/control/alerts/alert-operations'
import { createRule, deleteRule, listRules, silenceRule, updateRule } from '@/lib/control/alerts/rule-operations'
import { createLimit } from '@/lib/control/limits/limit-commands'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { evaluateAlerts } from '@/lib/jobs/notify/evaluate-alerts'
import { noticeLimitEvents } from '@/lib/jobs/notify/limit-notices'
import { dropOldNotices } from '@/lib/jobs/notify/notify-jobs'

let control: TestControl
let estate: TestEstate
let other: TestEstate
let admin: Actor

const MINUTE_MS = 60_000
const at = (minutes: number) => new Date(START_MS + minutes * MINUTE_MS)

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system, 'acme')
  other = await makeEstate(control.system, 'other')
  admin = await makeActor(control, { platformRole: 'admin' })
})
afterAll(() => control.close())
beforeEach(async () => {
  const { db } = control
  await db.alert.deleteMany()
  await db.alertRule.deleteMany()
  await db.notice.deleteMany()
  await db.usageRecord.deleteMany()
  await db.replica.deleteMany()
  control.clock.set(START_MS)
})

const rule = (fields: Partial<AlertRuleCreate> = {}) =>
  createRule(admin, { name: 'Calls fail', figure: 'errorRate', threshold: 10, windowMinutes: 10, ...fields })

const call = (outcome: 'answered' | 'failed' | 'refused', minute: number, of = estate) =>
  addUsage(control, of, { at: at(minute), outcome })

const alerts = async () => (await listAlerts(admin, {})).items
const told = async () =>
  (await control.db.notice.findMany({ orderBy: { createdAt: 'asc' } })).map(({ topic, title }) => [topic, title])

describe('a rule', () => {
  it('opens one alert where its figure is so, tells it once, and tells its end once the figure has been back for two minutes', async () => {
    await rule()
    for (let i = 0; i < 8; i++) await call('answered', 0)
    for (let i = 0; i < 2; i++) await call('failed', 0)
    expect(await evaluateAlerts(control.db, at(1))).toBe('1 rules, 1 open alerts')
    await evaluateAlerts(control.db, at(2))
    expect(await alerts()).toMatchObject([
      { state: 'firing', value: 20, notices: 1, summary: '20 % of calls failed in the last 10 minutes (2 of 10), above 10 %.' },
    ])
    expect(await told()).toEqual([['alert.firing', 'Calls fail']])
    // The window has moved on: no calls, no figure.
    await evaluateAlerts(control.db, at(12))
    expect((await alerts())[0]?.state).toBe('resolved')
    await evaluateAlerts(control.db, at(13))
    expect(await told()).toEqual([
      ['alert.firing', 'Calls fail'],
      ['alert.resolved', 'Over: Calls fail'],
    ])
  })

  it('waits as long as it says, and forgets what was so for a moment only', async () => {
    await rule({ forMinutes: 5 })
    await call('failed', 0)
    await evaluateAlerts(control.db, at(1))
    await evaluateAlerts(control.db, at(5))
    expect(await alerts()).toEqual([])
    await evaluateAlerts(control.db, at(6))
    expect(await alerts()).toHaveLength(1)
    await control.db.alert.deleteMany()
    await evaluateAlerts(control.db, at(8))
    await evaluateAlerts(control.db, at(30))
    expect(await control.db.alert.count()).toBe(0)
  })

  it('says nothing of too few calls, and looks only where it is told to', async () => {
    await rule({ name: 'few', minCalls: 5 })
    await rule({ name: 'elsewhere', model: estate.model.name, tenantId: estate.tenant.id })
    await rule({ name: 'below', figure: 'calls', comparison: 'below', threshold: 2, minCalls: 20 })
    await call('failed', 0, other)
    await evaluateAlerts(control.db, at(1))
    expect((await alerts()).map(({ ruleName }) => ruleName)).toEqual(['below'])
    expect((await listRules(admin, { search: 'few' })).items[0]?.lastValue).toBeNull()
  })

  it('that is silenced keeps its alert and tells nobody; once the silence ends, what is still so is told', async () => {
    const { id } = await rule()
    await silenceRule(admin, { id, until: at(5).toISOString(), reason: 'maintenance' })
    await call('failed', 0)
    await evaluateAlerts(control.db, at(1))
    expect([(await alerts()).length, await told()]).toEqual([1, []])
    await evaluateAlerts(control.db, at(6))
    expect(await told()).toHaveLength(1)
  })

  it('tells again while nobody has acknowledged it, and no more once somebody has', async () => {
    await rule({ repeatHours: 1, figure: 'calls', threshold: 0, windowMinutes: 300 })
    await call('answered', 0)
    await evaluateAlerts(control.db, at(1))
    await evaluateAlerts(control.db, at(59))
    await evaluateAlerts(control.db, at(61))
    expect(await told()).toHaveLength(2)
    const [alert] = await alerts()
    const seen = await acknowledgeAlert(admin, { id: alert?.id ?? '', note: 'on it' })
    expect(seen).toMatchObject({ state: 'acknowledged', acknowledgedBy: admin.name, note: 'on it' })
    await evaluateAlerts(control.db, at(200))
    expect(await told()).toHaveLength(2)
  })

  it('that is deleted or switched off leaves its alerts in the history, closed', async () => {
    const one = await rule({ name: 'one', figure: 'calls', threshold: 0 })
    const second = await rule({ name: 'other', figure: 'calls', threshold: 0 })
    await call('answered', 0)
    await evaluateAlerts(control.db, at(1))
    await deleteRule(admin, { id: one.id }, { ifMatch: '*' })
    await updateRule(admin, { id: second.id, enabled: false }, { ifMatch: '*' })
    await evaluateAlerts(control.db, at(2))
    expect((await alerts()).map(({ state }) => state)).toEqual(['resolved', 'resolved'])
  })

  it('must make sense', async () => {
    const refused = (fields: Partial<AlertRuleCreate>) => rule(fields).catch(({ code, fields: f }) => [code, f[0].path])
    expect(await refused({ figure: 'spend' })).toEqual(['request.invalid', 'currency'])
    expect(await refused({ figure: 'spool', model: 'gpt' })).toEqual(['request.invalid', 'model'])
    expect(await refused({ figure: 'latencyP95', windowMinutes: 1440 })).toEqual(['request.invalid', 'windowMinutes'])
    expect(await refused({ tenantId: toPublicId('tenant', '01a20d68-02d3-728a-8332-336801a6ae10') })).toEqual([
      'request.invalid',
      'tenantId',
    ])
    const spend = await rule({ name: 'spend', figure: 'spend', currency: 'EUR' })
    await expect(updateRule(admin, { id: spend.id, currency: null }, { ifMatch: '*' })).rejects.toMatchObject({
      fields: [{ path: 'currency' }],
    })
  })
})

describe('figures of the installation', () => {
  it('give one alert for each thing that is wrong', async () => {
    const backendId = parsePublicId('backend', estate.backend.id)
    const poolId = parsePublicId('pool', estate.pool.id)
    const member = { poolId, backendId, state: 'open', reason: '5 of 5 failed' }
    const status = { ledger: { lagMs: 90_000, spoolBytes: 300 * 1048576 }, members: [member, { ...member, state: 'closed' }] }
    await control.db.replica.create({ data: { id: 'r1', startedAt: at(0), seenAt: at(1), catalogVersion: 1n, status } })
    await control.db.replica.create({ data: { id: 'r2', startedAt: at(0), seenAt: at(-10), catalogVersion: 1n, status: {} } })
    await control.db.job.create({ data: { name: 'verify', dueAt: at(0), ok: false, message: 'no luck' } })
    for (const [figure, threshold] of [
      ['breakersOpen', 0],
      ['flushLag', 60],
      ['spool', 256],
      ['processesMissing', 60],
      ['jobsFailing', 0],
    ] as const)
      await rule({ name: figure, figure, threshold })
    await evaluateAlerts(control.db, at(1))
    const said = Object.fromEntries((await alerts()).map(({ ruleName, summary, path }) => [ruleName, `${summary} ${path}`]))
    expect(said).toEqual({
      breakersOpen: `The breaker is open for acme backend in acme pool: 5 of 5 failed. Calls go to the other members of the pool. /admin/pools/${estate.pool.id}`,
      flushLag: 'The oldest call has waited 90 s for PostgreSQL. Calls go on; dashboards and budgets lag behind. /admin/fleet',
      spool: '300 MB of calls wait on disk for PostgreSQL. /admin/fleet',
      processesMissing: 'The process on r2 has said nothing for 11 minutes. /admin/fleet',
      jobsFailing: 'A job failed: verify: no luck. /admin/fleet',
    })
  })

  it('name the keys that expire soon, tenant by tenant, and tell its owners', async () => {
    const owner = await makeActor(control, { memberships: { [estate.tenantUuid]: 'owner' } })
    const id = parsePublicId('key', estate.key.id) ?? ''
    await control.db.key.update({ where: { id }, data: { expiresAt: at(3 * 1440) } })
    await rule({ name: 'keys', figure: 'keysExpiring', threshold: 14 })
    await evaluateAlerts(control.db, at(0))
    expect(await alerts()).toMatchObject([
      { tenantId: estate.tenant.id, summary: expect.stringMatching(/^1 key of acme \(…\w{4}\) expire/) },
    ])
    expect((await control.db.delivery.findMany()).map(({ userId }) => userId)).toContain(owner.userId)
  })
})

describe('thresholds of limits', () => {
  it('are told once each per counter and period, to the owners too', async () => {
    const owner = await makeActor(control, { memberships: { [estate.tenantUuid]: 'owner' } })
    const limit = await createLimit(admin, {
      name: 'monthly tokens',
      measure: 'tokens',
      window: { kind: 'quota', period: 'month' },
      amount: 1_000,
      countBy: 'tenant',
      thresholds: [50, 100],
    })
    const book = (amount: number) => control.db.$executeRaw`
      insert into counter_totals (limit_id, count_key, period_start, total)
      values (${parsePublicId('limit', limit.id)}::uuid, ${estate.tenantUuid}, '2026-11-01', ${amount})
      on conflict (limit_id, count_key, period_start) do update set total = counter_totals.total + excluded.total`
    await book(600)
    const now = new Date()
    await Promise.all([noticeLimitEvents(control.db, now), noticeLimitEvents(control.db, now)])
    expect(await told()).toEqual([['limit.threshold', '50 % of monthly tokens is used by acme']])
    expect((await control.db.delivery.findMany()).map(({ userId }) => userId)).toContain(owner.userId)
    await book(500)
    await noticeLimitEvents(control.db, now)
    await noticeLimitEvents(control.db, now)
    expect(await control.db.notice.findFirst({ where: { severity: 'critical' } })).toMatchObject({
      tenantId: estate.tenantUuid,
      text: '1,100 tokens of 1,000 tokens this month, counted for acme. The limit is reached: calls beyond it are refused until the next month.',
    })
    expect(await control.db.notice.count()).toBe(2)
  })
})

it('keeps notices and closed alerts for a quarter', async () => {
  const now = at(0)
  const old = new Date(now.getTime() - 91 * 86_400_000)
  await control.db.notice.create({ data: { topic: 'channel.test', title: 'old', text: '', createdAt: old } })
  await control.db.notice.create({ data: { topic: 'channel.test', title: 'new', text: '', createdAt: now } })
  expect(await dropOldNotices(control.db, now)).toBe('dropped 1 notices and 0 alerts')
  expect(await told()).toEqual([['channel.test', 'new']])
})
