import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { scope } from '@/lib/access/scope'
import { parsePublicId } from '@/lib/base/ids'
import { NANO } from '@/lib/base/money'
import { createBudget, deleteBudget, updateBudget } from '@/lib/control/budgets/budget-commands'
import { getBudget, listBudgets } from '@/lib/control/budgets/budget-queries'
import { evaluateBudgets } from '@/lib/control/budgets/evaluate-budgets'
import { plannedFor } from '@/lib/control/budgets/planned-for'
import { approveRaise, askForRaise, rejectRaise } from '@/lib/control/budgets/raise-budget'
import { createTenant } from '@/lib/control/tenants/tenant-commands'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'

let control: TestControl
let acme: TestEstate
let other: TestEstate
let owner: Actor
let finance: Actor
let admin: Actor

beforeAll(async () => {
  control = await startTestControl()
  acme = await makeEstate(control.system, 'acme')
  other = await makeEstate(control.system, 'other')
  owner = await makeActor(control, { memberships: { [acme.tenantUuid]: 'owner' } })
  finance = await makeActor(control, { platformRole: 'finance' })
  admin = await makeActor(control, { platformRole: 'admin' })
})
beforeEach(async () => {
  control.clock.set(START_MS)
  await control.db.budget.deleteMany()
  await control.db.usageRollup.deleteMany()
  await control.db.notice.deleteMany()
})
afterAll(() => control.close())

let count = 0
const plan = (fields: object = {}, actor = finance) =>
  createBudget(actor, {
    name: `budget ${++count}`,
    scope: { tenantId: acme.tenant.id },
    period: 'month',
    amount: '100',
    ...fields,
  } as never)
const spend = (day: string, euros: number, estate = acme, currency = 'EUR') =>
  addUsage(control, estate, { at: new Date(`${day}T10:00:00Z`), costNano: BigInt(euros) * NANO, currency })
const evaluate = () => evaluateBudgets(control.db, new Date(control.clock.now()))
const notices = async () =>
  (
    await control.db.notice.findMany({
      where: { topic: 'budget.threshold' },
      include: { deliveries: true },
      orderBy: { id: 'asc' },
    })
  ).map(({ title, deliveries }) => [title, deliveries.flatMap(({ userId }) => userId ?? []).sort()])
const as = (version: number) => ({ ifMatch: `"${version}"` })

describe('a budget', () => {
  it('counts what its thing has cost in the running period, all below a tenant included', async () => {
    const below = await makeEstate(control.system, 'below')
    await control.db.tenant.update({ where: { id: below.tenantUuid }, data: { parentId: acme.tenantUuid } })
    for (const [day, estate] of [
      ['2026-11-02', acme],
      ['2026-11-03', below],
      ['2026-11-04', other],
      ['2026-10-31', acme],
    ] as const)
      await spend(day, 10, estate)
    const spentOf = async (fields: object) => (await plan(fields)).state?.spent
    expect(await spentOf({})).toBe('20')
    expect(await spentOf({ period: 'quarter' })).toBe('30')
    expect(await spentOf({ scope: { model: other.model.name }, currency: 'EUR' })).toBe('10')
    expect(await spentOf({ scope: { productId: below.product.id }, currency: 'EUR' })).toBe('10')
    expect(await spentOf({ scope: { costCentre: 'CC-acme' }, currency: 'EUR' })).toBe('10')
  })

  it('converts what was spent in other currencies, and says what it could not', async () => {
    await control.db.exchangeRate.create({
      data: {
        month: new Date('2026-11-01'),
        from: 'GBP',
        to: 'EUR',
        version: 1,
        rateNano: 1_200_000_000n,
        source: 'ECB',
        publishedAt: new Date(),
      },
    })
    await spend('2026-11-02', 10, acme, 'GBP')
    await spend('2026-11-02', 7, acme, 'INR')
    const { state } = await plan()
    expect(state).toMatchObject({ spent: '12', notCounted: [{ currency: 'INR', cost: '7' }] })
  })

  it('is for one thing that is there', async () => {
    const wrong = [{}, { tenantId: acme.tenant.id, model: acme.model.name }, { model: 'no-such' }, { costCentre: 'CC-nobody' }]
    for (const scope of wrong) await expect(plan({ scope })).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(plan({ amount: '0.00' })).rejects.toMatchObject({ code: 'request.invalid' })
  })

  it('is seen by the owners of its tenant and nobody else’s, who change nothing', async () => {
    const mine = await plan()
    await plan({ scope: { tenantId: other.tenant.id } })
    await plan({ scope: { model: acme.model.name } })
    expect((await listBudgets(owner, {})).items.map(({ id }) => id)).toEqual([mine.id])
    await expect(updateBudget(owner, { id: mine.id, amount: '1' }, as(1))).rejects.toMatchObject({ code: 'access.denied' })
    expect((await getBudget(owner, { id: mine.id })).days).toHaveLength(30)
  })
})

describe('thresholds', () => {
  it('are told to the owners and to who planned it once a period, the highest that is new', async () => {
    const { name } = await plan({ thresholds: [50, 80, 100], forecastThresholds: [] })
    await spend('2026-11-02', 49)
    expect(await evaluate()).toContain('told of 0')
    await spend('2026-11-03', 32)
    await evaluate()
    const both = [owner.userId, finance.userId].sort()
    expect(await notices()).toEqual([[`80 % of the budget ${name} is spent`, both]])
    await evaluate()
    expect(await notices()).toHaveLength(1)
    await spend('2026-11-04', 20)
    await Promise.all([evaluate(), evaluate(), evaluate()])
    expect((await notices()).map(([title]) => title).sort()).toEqual([
      `100 % of the budget ${name} is spent`,
      `80 % of the budget ${name} is spent`,
    ])
    // A new month begins with nothing spent, and is told of anew.
    control.clock.set(Date.parse('2026-12-05T12:00:00Z'))
    await spend('2026-12-02', 50)
    await evaluate()
    expect((await notices()).at(-1)?.[0]).toBe(`50 % of the budget ${name} is spent`)
  })

  it('are told of again after a raise, when they are reached of what there is now', async () => {
    const { id, name } = await plan({ thresholds: [50, 80, 100], forecastThresholds: [] })
    await spend('2026-11-02', 105)
    await evaluate()
    const titles = async () => (await notices()).map(([title]) => title)
    expect(await titles()).toEqual([`100 % of the budget ${name} is spent`])
    const raiseTo = async (amount: string) => {
      const asked = await askForRaise(finance, { id, amount, reason: 'a new team' })
      await approveRaise(admin, { id: asked.raise?.id ?? '' })
    }
    // More than 80 % is spent as before, which everybody knows.
    await raiseTo('130')
    await evaluate()
    expect(await titles()).toHaveLength(1)
    await spend('2026-11-03', 30)
    await Promise.all([evaluate(), evaluate()])
    expect(await titles()).toEqual(Array(2).fill(`100 % of the budget ${name} is spent`))
    await raiseTo('1000')
    await spend('2026-11-04', 500)
    await evaluate()
    expect(await titles()).toContain(`50 % of the budget ${name} is spent`)
    expect(await titles()).toHaveLength(3)
  })

  it('on the forecast are told before the money is spent, with how sure that is', async () => {
    const { name } = await plan({ amount: '250', thresholds: [100], forecastThresholds: [100] })
    for (let day = 1; day <= 14; day++) await spend(`2026-11-${String(day).padStart(2, '0')}`, 10)
    await evaluate()
    const [notice] = await control.db.notice.findMany({ where: { topic: 'budget.threshold' } })
    expect(notice?.title).toBe(`${name} is expected to reach 100 % of its budget`)
    expect(notice?.text).toMatch(/spent 140\.00 EUR .* 300\.00 EUR of 250\.00 EUR .* between .* used up on 2026-11-25/)
    const [budget] = (await listBudgets(finance, { state: 'at-risk' })).items
    expect(budget?.state).toMatchObject({ spentPercent: 56, expectedPercent: 120, usedUpOn: '2026-11-25' })
    expect((await listBudgets(finance, { state: 'over' })).items).toEqual([])
  })
})

describe('more money', () => {
  it('is asked for by one and approved by another, never by oneself, and once', async () => {
    const { id } = await plan()
    await expect(updateBudget(finance, { id, amount: '200' }, as(1))).rejects.toMatchObject({ code: 'request.invalid' })
    const { raise } = await askForRaise(finance, { id, amount: '200', reason: 'a new team' })
    await expect(askForRaise(owner, { id, amount: '300', reason: 'me too' })).rejects.toMatchObject({ code: 'resource.conflict' })
    const raiseId = raise?.id ?? ''
    await expect(approveRaise(finance, { id: raiseId })).rejects.toMatchObject({ code: 'access.self_approval' })
    await expect(approveRaise(owner, { id: raiseId })).rejects.toMatchObject({ code: 'access.denied' })
    const decided = await Promise.allSettled([approveRaise(admin, { id: raiseId }), approveRaise(admin, { id: raiseId })])
    expect(decided.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const after = await getBudget(finance, { id })
    expect(after).toMatchObject({ amount: '200', raise: null, raises: [{ state: 'approved', decidedBy: admin.name }] })
  })

  it('is rejected with a reason, and changes nothing', async () => {
    const { id } = await plan()
    const { raise } = await askForRaise(owner, { id, amount: '200', reason: 'a new team' })
    await expect(rejectRaise(finance, { id: raise?.id ?? '' } as never)).rejects.toMatchObject({ code: 'request.invalid' })
    expect(await rejectRaise(finance, { id: raise?.id ?? '', note: 'not this year' })).toMatchObject({
      amount: '100',
      raise: null,
    })
    const told = await control.db.notice.findMany({ where: { topic: 'budget.raise' }, include: { deliveries: true } })
    expect(told.flatMap(({ deliveries }) => deliveries.map(({ userId }) => userId))).toEqual([owner.userId])
  })
})

describe('a hard stop', () => {
  it('is a limit that an admin sets, that follows the budget and goes with it', async () => {
    await expect(plan({ hardStop: true })).rejects.toMatchObject({ code: 'access.denied' })
    await expect(plan({ hardStop: true, scope: { costCentre: 'CC-acme' } }, admin)).rejects.toMatchObject({
      code: 'request.invalid',
    })
    const { id, limitId } = await plan({ hardStop: true }, admin)
    const limit = () => control.db.limit.findUnique({ where: { id: parsePublicId('limit', limitId ?? '') ?? '' } })
    expect(await limit()).toMatchObject({
      measure: 'cost',
      period: 'month',
      countBy: 'tenant',
      amount: 100n * NANO,
      onExceed: 'refuse',
      tenantId: acme.tenantUuid,
    })
    const changes = control.counts.catalogChanges
    const { raise } = await askForRaise(finance, { id, amount: '150', reason: 'a new team' })
    await approveRaise(admin, { id: raise?.id ?? '' })
    expect(await limit()).toMatchObject({ amount: 150n * NANO })
    expect(control.counts.catalogChanges).toBeGreaterThan(changes)
    const { version } = await getBudget(admin, { id })
    await updateBudget(admin, { id, amount: '120' }, as(version))
    expect(await limit()).toMatchObject({ amount: 120n * NANO })
    await deleteBudget(admin, { id }, as(version + 1))
    expect(await limit()).toBeNull()
  })

  it('counts what its period has spent already, and leaves the ledger’s own total alone', async () => {
    await spend('2026-10-30', 40)
    await spend('2026-11-02', 60)
    const { id, version } = await plan({}, admin)
    const { limitId } = await updateBudget(admin, { id, hardStop: true }, as(version))
    const totals = await control.db.counterTotal.findMany({
      where: { limitId: parsePublicId('limit', limitId ?? '') ?? '' },
    })
    expect(totals).toMatchObject([
      // The month of the tenant's own calendar.
      { countKey: acme.tenantUuid, periodStart: new Date('2026-10-31T23:00:00Z'), total: 0n, resetTotal: -60n * NANO },
    ])
  })

  it('is taken away by an admin only, alone or with its budget: more money is never one person’s to give', async () => {
    const { id, version } = await plan({ hardStop: true }, admin)
    await expect(updateBudget(finance, { id, hardStop: false }, as(version))).rejects.toMatchObject({ code: 'access.denied' })
    await expect(deleteBudget(finance, { id }, as(version))).rejects.toMatchObject({ code: 'access.denied' })
    const lower = await updateBudget(finance, { id, amount: '50' }, as(version))
    expect(lower).toMatchObject({ hardStop: true, amount: '50' })
    const without = await updateBudget(admin, { id, hardStop: false }, as(lower.version))
    expect(without).toMatchObject({ hardStop: false, limitId: null })
    expect(await deleteBudget(finance, { id }, as(without.version))).toEqual({ deleted: true })
  })
})

it('stands in the tenant’s own calendar', async () => {
  const kathmandu = await createTenant(control.system, {
    name: 'nepal',
    costCentre: 'CC-N',
    timeZone: 'Asia/Kathmandu',
    currency: 'EUR',
  })
  // A quarter past six in the evening of the last day of November, UTC: there December has begun.
  control.clock.set(Date.parse('2026-11-30T18:15:00Z'))
  expect((await plan({ scope: { tenantId: kathmandu.id } })).state?.period).toBe('2026-12')
  expect((await plan()).state?.period).toBe('2026-11')
})

it('stands beside what was spent, of the same period and currency', async () => {
  await plan()
  await plan({ amount: '80' })
  await plan({ period: 'year', amount: '900' })
  const context = { db: control.db, scope: scope(finance, 'reports.chargeback') }
  expect([...(await plannedFor(context, 'tenant', 'month'))]).toEqual([[`${acme.tenant.id} EUR`, '80']])
  expect([...(await plannedFor(context, 'model', 'month'))]).toEqual([])
  expect([...(await plannedFor({ ...context, scope: scope(owner, 'reports.chargeback') }, 'tenant', 'year'))]).toEqual([
    [`${acme.tenant.id} EUR`, '900'],
  ])
})
