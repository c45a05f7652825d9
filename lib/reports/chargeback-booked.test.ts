/** What is booked beside calls, shares of commitments and re-ratings, stands in chargeback, statements and budgets alike. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rangeBefore, rangeOfPeriod } from '@/lib/base/day-range'
import { newUuid, parsePublicId } from '@/lib/base/ids'
import { formatNano, parseNano } from '@/lib/base/money'
import type { ChargebackBy } from '@/lib/contracts/chargeback'
import { createBudget } from '@/lib/control/budgets/budget-commands'
import { closeStatement } from '@/lib/control/statements/close-statement'
import { startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { chargebackOf } from '@/lib/reports/chargeback'
import { savingsOf } from '@/lib/reports/savings'
import { spendOverTime } from '@/lib/reports/spend-over-time'

let control: TestControl
let acme: TestEstate
let beta: TestEstate

const october = rangeOfPeriod('2026-10') ?? { first: '', last: '' }
const day = new Date('2026-10-05')
const idsOf = (estate: TestEstate) => ({
  productId: parsePublicId('product', estate.product.id) ?? '',
  subscriptionId: parsePublicId('subscription', estate.subscription.id) ?? '',
  model: estate.model.name,
})

beforeAll(async () => {
  control = await startTestControl()
  acme = await makeEstate(control.system, 'acme')
  beta = await makeEstate(control.system, 'beta')
  const { db } = control
  for (const estate of [acme, beta])
    await addUsage(control, estate, { at: new Date('2026-10-05T10:00:00Z'), costNano: 1_000n, endUser: 'ann' })
  const backendId = parsePublicId('backend', acme.backend.id) ?? ''
  const [commitmentId, runId, reratingId] = [newUuid(), newUuid(), newUuid()]
  const term = { from: new Date('2026-10-05T00:00:00Z'), until: new Date('2026-10-05T01:00:00Z') }
  await db.commitment.create({
    data: {
      ...{
        id: commitmentId,
        name: 'ptu',
        backendId,
        currency: 'EUR',
        units: 1,
        hourlyNano: 350n,
        perMinute: 1n,
        outputWeight: 1,
      },
      ...{ ...term, ownerId: beta.tenantUuid, idleRule: 'central', createdAt: day },
    },
  })
  const run = { id: runId, commitmentId, from: term.from, to: term.until, version: 1, createdAt: day }
  const shares = [
    { runId, commitmentId, day, tenantId: acme.tenantUuid, ...idsOf(acme), isUsed: true, costNano: 300n },
    { runId, commitmentId, day, tenantId: beta.tenantUuid, isUsed: false, costNano: 50n },
  ]
  await db.$transaction([db.commitmentRun.create({ data: run }), db.commitmentShare.createMany({ data: shares })])
  const span = { from: new Date('2026-10-01T00:00:00Z'), to: new Date('2026-11-01T00:00:00Z') }
  const about = { model: acme.model.name, ...span, reason: 'a wrong price', records: 1, createdAt: day, createdBy: 'tests' }
  const line = { tenantId: acme.tenantUuid, day, ...idsOf(acme), currency: 'EUR', calls: 1n, priced: 0n }
  const rerated = (id: string, newNano: bigint) =>
    db.$transaction([
      db.rerating.create({ data: { id, ...about } }),
      db.reratingLine.create({ data: { reratingId: id, ...line, oldNano: 1_000n, newNano } }),
    ])
  await rerated(reratingId, 980n)
  await db.rerating.update({ where: { id: reratingId }, data: { state: 'booked' } })
  await rerated(newUuid(), 1n)
})
afterAll(() => control.close())

const report = (by: ChargebackBy) =>
  chargebackOf(control.db, { range: october, before: rangeBefore(october), by, tenantIds: null }, null)
const nano = (count: number) => formatNano(BigInt(count))

describe('chargeback', () => {
  it('has direct, shared and adjustment apart, and their sum as the cost', async () => {
    const { rows, totals } = await report('tenant')
    expect(rows.map(({ label, direct, shared, adjustment, cost }) => [label, direct, shared, adjustment, cost])).toEqual([
      ['acme', nano(1_000), nano(300), `-${nano(20)}`, nano(1_280)],
      ['beta', nano(1_000), nano(50), '0', nano(1_050)],
    ])
    expect(totals).toMatchObject([{ currency: 'EUR', cost: nano(2_330), calls: 2 }])
  })

  it.each(['tenant', 'costCentre', 'product', 'model', 'backend', 'key', 'endUser'] as const)(
    'adds up to the same by %s',
    async (by) => {
      const { rows, totals } = await report(by)
      const sum = rows.reduce((total, { cost }) => total + (parseNano(cost) ?? 0n), 0n)
      expect([formatNano(sum), totals[0]?.cost]).toEqual([nano(2_330), nano(2_330)])
    },
  )

  it('says of what nobody used that it is of no product, model or key', async () => {
    for (const [by, label] of [
      ['product', 'no product'],
      ['model', 'no model'],
      ['key', 'no key'],
    ] as const)
      expect((await report(by)).rows.find(({ key }) => key === '')).toMatchObject({ label, cost: nano(50) })
  })

  it('comes to what the statements of the month say', async () => {
    const { rows } = await report('tenant')
    control.clock.set(Date.parse('2026-11-03T00:00:00Z'))
    for (const estate of [acme, beta]) {
      const { totals } = await closeStatement(control.system, { month: '2026-10', tenantId: estate.tenant.id })
      expect(totals).toEqual([{ currency: 'EUR', cost: rows.find(({ key }) => key === estate.tenant.id)?.cost }])
    }
  })

  it('and so does spend over time, and a budget', async () => {
    const spend = await spendOverTime(control.db, { range: october, bucket: 'month', by: 'tenant', tenantIds: null })
    expect(spend.points.reduce((sum, { cost }) => sum + (parseNano(cost) ?? 0n), 0n)).toBe(2_330n)
    const budget = await createBudget(control.system, {
      name: 'acme',
      scope: { tenantId: acme.tenant.id },
      period: 'year',
      amount: '1',
    })
    expect(budget.state?.spent).toBe(nano(1_280))
  })
})

it('what throughput saved is its calls at list prices, less what was allocated of its cost', async () => {
  // A hundred tokens in at 0.15 and fifty out at 0.60 a million, in the hour of the commitment.
  await addUsage(control, acme, { at: new Date('2026-10-05T00:30:00Z'), costNano: 0n, input: 100n, output: 50n })
  const { commitments } = await savingsOf(control.db, october, null)
  expect(commitments).toMatchObject([
    { name: 'ptu', currency: 'EUR', calls: 1, byToken: nano(45_000), cost: nano(350), saved: nano(44_650), unpricedCalls: 0 },
  ])
  expect((await savingsOf(control.db, october, [beta.tenantUuid])).commitments).toMatchObject([
    { calls: 0, byToken: '0', cost: nano(50), saved: `-${nano(50)}` },
  ])
})
