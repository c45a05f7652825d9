/** Chargeback over periods, trees, currencies, and by what callers say of their calls. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DayRange, rangeBefore, rangeOfPeriod } from '@/lib/base/day-range'
import { parsePublicId } from '@/lib/base/ids'
import type { ChargebackBy } from '@/lib/contracts/chargeback'
import { createTenant } from '@/lib/control/tenants/tenant-commands'
import { startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage, type UsageGiven } from '@/lib/control/testing/test-usage'
import { chargebackOf, type Reporting } from '@/lib/reports/chargeback'
import type { ChargebackQuestion } from '@/lib/reports/chargeback-rows'
import { spendOverTime } from '@/lib/reports/spend-over-time'

let control: TestControl
let acme: TestEstate
let beta: TestEstate

const use = (estate: TestEstate, day: string, costNano: bigint, more: UsageGiven = {}) =>
  addUsage(control, estate, { at: new Date(`${day}T10:00:00Z`), costNano, ...more })

beforeAll(async () => {
  control = await startTestControl()
  acme = await makeEstate(control.system, 'acme')
  beta = await makeEstate(control.system, 'beta')
  const group = await createTenant(control.system, { name: 'group', costCentre: 'CC-0', timeZone: 'UTC', currency: 'EUR' })
  await control.db.tenant.update({
    where: { id: acme.tenantUuid },
    data: { parentId: parsePublicId('tenant', group.id) ?? '' },
  })
  await control.db.tenant.update({ where: { id: beta.tenantUuid }, data: { parentId: acme.tenantUuid } })
  await use(acme, '2026-07-31', 7n)
  await use(acme, '2026-08-15', 100n)
  await use(acme, '2026-10-01', 10n, { endUser: 'ann', tags: ['env=prod', 'team=search'] })
  await use(acme, '2026-10-31', 20n, { endUser: 'bob', tags: ['team=search'] })
  await use(acme, '2026-11-02', 30n, { endUser: 'ann' })
  await use(acme, '2026-11-02', 3n, { currency: 'USD' })
  await use(beta, '2026-11-09', 500n, { endUser: 'ann', tags: ['env=prod'] })
  await use(beta, '2026-11-10', 0n, { outcome: 'refused', code: 'quota_exceeded', endUser: 'eve', input: 0n, output: 0n })
})

afterAll(() => control.close())

const report = (
  range: DayRange | null,
  by: ChargebackBy,
  more: Partial<ChargebackQuestion> = {},
  reporting: Reporting | null = null,
) => {
  if (!range) throw new Error('no such period')
  return chargebackOf(control.db, { range, before: rangeBefore(range), by, tenantIds: null, ...more }, reporting)
}
const nano = (count: number) => (count === 0 ? '0' : `0.${String(count).padStart(9, '0').replace(/0+$/, '')}`)

describe('the chargeback of a period', () => {
  it('takes a quarter, a year or any days, each against the period before', async () => {
    const quarter = await report(rangeOfPeriod('2026-Q4'), 'costCentre')
    expect(quarter.totals).toMatchObject([
      { currency: 'EUR', cost: nano(560), before: nano(107) },
      { currency: 'USD', cost: nano(3), before: '0' },
    ])
    expect((await report(rangeOfPeriod('2026'), 'model')).totals).toMatchObject([{ cost: nano(667) }, { cost: nano(3) }])
    const days = await report({ first: '2026-10-31', last: '2026-11-02' }, 'tenant')
    expect(days).toMatchObject({ period: '2026-10-31-to-2026-11-02', before: { from: '2026-10-28', to: '2026-10-30' } })
    expect(days.totals[0]).toMatchObject({ cost: nano(50), calls: 2 })
  })

  it('is a tree: those above come first, with what all below them cost', async () => {
    const { rows } = await report(rangeOfPeriod('2026-11'), 'tenant')
    expect(
      rows.map(({ label, depth, currency, cost, costWithChildren }) => [label, depth, currency, cost, costWithChildren]),
    ).toEqual([
      ['group', 0, 'EUR', '0', nano(530)],
      ['acme', 1, 'EUR', nano(30), nano(530)],
      ['beta', 2, 'EUR', nano(500), nano(500)],
      ['group', 0, 'USD', '0', nano(3)],
      ['acme', 1, 'USD', nano(3), nano(3)],
    ])
    // Whoever may not see those above sees no trace of them.
    const own = await report(rangeOfPeriod('2026-11'), 'tenant', { tenantIds: [beta.tenantUuid] })
    expect(own.rows.map(({ label, depth, parentKey }) => [label, depth, parentKey])).toEqual([['beta', 0, null]])
  })

  it('names what changed most, those included that spend nothing any more', async () => {
    const { movers } = await report(rangeOfPeriod('2026-11'), 'endUser')
    expect(movers.map(({ label, change }) => [label, change])).toEqual([
      ['ann', nano(520)],
      ['bob', `-${nano(20)}`],
      ['no end user, or one of the others', nano(3)],
    ])
  })

  it('counts by backend and by key, naming a key by its subscription and slot alone', async () => {
    const byKey = await report(rangeOfPeriod('2026-11'), 'key')
    expect(byKey.rows.map(({ label, cost }) => [label, cost])).toEqual([
      ['beta app · primary', nano(500)],
      ['acme app · primary', nano(30)],
      ['acme app · primary', nano(3)],
    ])
    expect(JSON.stringify(byKey)).not.toContain(acme.key.last4)
    expect((await report(rangeOfPeriod('2026-11'), 'backend')).rows[0]).toMatchObject({
      key: beta.backend.id,
      label: 'beta backend',
    })
  })

  it('is narrowed by tenant, cost centre, product, model and backend', async () => {
    const november = rangeOfPeriod('2026-11')
    const product = parsePublicId('product', beta.product.id) ?? ''
    const backendId = parsePublicId('backend', beta.backend.id) ?? ''
    const narrowings = [
      { tenantId: beta.tenantUuid },
      { costCentre: 'CC-beta' },
      { productId: product },
      { model: 'beta-mini' },
      { backendId },
    ]
    for (const narrowing of narrowings)
      expect((await report(november, 'tenant', narrowing)).totals).toMatchObject([{ cost: nano(500) }])
  })
})

describe('by what callers say', () => {
  it('adds up by end user, with a line for the calls that name none', async () => {
    const { rows, totals, hasOverlap } = await report(rangeOfPeriod('2026-Q4'), 'endUser')
    expect(rows.map(({ key, currency, cost, calls, refusedCalls }) => [key, currency, cost, calls, refusedCalls])).toEqual([
      ['ann', 'EUR', nano(540), 3, 0],
      ['bob', 'EUR', nano(20), 1, 0],
      ['', 'USD', nano(3), 1, 0],
      ['eve', 'EUR', '0', 0, 1],
    ])
    expect([totals.map(({ cost }) => cost), hasOverlap]).toEqual([[nano(560), nano(3)], false])
  })

  it('stands under each of its tags, and says that these overlap', async () => {
    const { rows, totals, hasOverlap } = await report(rangeOfPeriod('2026-Q4'), 'tag')
    expect(rows.map(({ key, cost }) => [key, cost])).toEqual([
      ['env=prod', nano(510)],
      ['team=search', nano(30)],
    ])
    expect([totals[0]?.cost, hasOverlap]).toEqual([nano(560), true])
  })

  it('has what labels beyond the most of a day share among the rest of the end users, and as other tags', async () => {
    await use(acme, '2024-05-02', 7n, { endUser: 'ann', tags: ['env=prod'] })
    await use(acme, '2024-05-02', 5n, { endUser: '', tags: [''] })
    const rowsBy = async (by: 'endUser' | 'tag') =>
      (await report(rangeOfPeriod('2024-05'), by)).rows.map(({ label, cost }) => [label, cost])
    expect(await rowsBy('endUser')).toEqual([
      ['ann', nano(7)],
      ['no end user, or one of the others', nano(5)],
    ])
    expect(await rowsBy('tag')).toEqual([
      ['env=prod', nano(7)],
      ['other tags', nano(5)],
    ])
  })
})

describe('the total in the reporting currency', () => {
  it('converts each line at the rate of its month, names the rates, and says which are missing', async () => {
    const rates = [{ month: '2026-10', from: 'EUR', to: 'USD', rateNano: 1_100_000_000n, source: 'ECB' }]
    const { reporting } = await report(rangeOfPeriod('2026-Q4'), 'tenant', {}, { currency: 'USD', rates })
    // October: 30 × 1.1; November's euros have no rate; dollars are dollars.
    expect(reporting).toEqual({
      currency: 'USD',
      cost: nano(36),
      before: '0',
      rates: ['1 EUR = 1.1 USD (2026-10, ECB)'],
      missing: [{ month: '2026-11', currency: 'EUR' }],
    })
  })
})

describe('spend over time', () => {
  it('is split by day or month, and comes to the same', async () => {
    const range = { first: '2026-10-01', last: '2026-12-31' }
    const asked = { range, tenantIds: null }
    const months = await spendOverTime(control.db, { ...asked, bucket: 'month', by: 'costCentre' })
    expect(months.points).toEqual([
      { at: '2026-10', key: 'CC-acme', currency: 'EUR', cost: nano(30) },
      { at: '2026-11', key: 'CC-acme', currency: 'EUR', cost: nano(30) },
      { at: '2026-11', key: 'CC-acme', currency: 'USD', cost: nano(3) },
      { at: '2026-11', key: 'CC-beta', currency: 'EUR', cost: nano(500) },
    ])
    const days = await spendOverTime(control.db, { ...asked, bucket: 'day', by: 'tenant' })
    expect(days.series.map(({ label, currency }) => `${label} ${currency}`).sort()).toEqual(['acme EUR', 'acme USD', 'beta EUR'])
    expect(days.points.map(({ at }) => at)).toEqual(['2026-10-01', '2026-10-31', '2026-11-02', '2026-11-02', '2026-11-09'])
  })
})

describe('reports by end user', () => {
  it('read the daily sums by their index, and never the calls', async () => {
    await control.db.$executeRaw`
      INSERT INTO usage_label_rollups (kind, local_day, tenant_id, label, product_id, model, currency, calls, refused, unpriced, input_tokens,
        cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, audio_in_tokens, audio_out_tokens, images, cost_nano)
      SELECT 'endUser', day, ${acme.tenantUuid}::uuid, 'user ' || n, gen_random_uuid(), 'm', 'EUR', 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1
        FROM generate_series(date '2024-01-01', date '2025-12-31', interval '1 day') AS day, generate_series(1, 20) AS n`
    await control.db.$executeRawUnsafe('ANALYZE usage_label_rollups')
    const asked: string[] = []
    const listening = control.db.$extends({
      query: {
        $queryRaw: ({ args, query }) => {
          asked.push(args.sql)
          return query(args)
        },
      },
    })
    const range = { first: '2025-03-01', last: '2025-03-31' }
    const { rows } = await chargebackOf(
      listening as unknown as TestControl['db'],
      { range, before: rangeBefore(range), by: 'endUser', tenantIds: null },
      null,
    )
    expect(rows).toHaveLength(20)
    expect(asked.join('\n')).toContain('usage_label_rollups')
    expect(asked.join('\n')).not.toContain('usage_records')
    const plan = await control.db.$queryRaw<{ 'QUERY PLAN': string }[]>`
      EXPLAIN SELECT label, sum(cost_nano) FROM usage_label_rollups
       WHERE kind = 'endUser' AND local_day >= date '2025-02-01' AND local_day <= date '2025-03-31' GROUP BY 1`
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/usage_label_rollups_dimensions/)
  })
})
