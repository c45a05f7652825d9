import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rangeBefore, rangeOfPeriod } from '@/lib/base/day-range'
import type { ChargebackBy } from '@/lib/contracts/chargeback'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { chargebackOf as reportOf } from '@/lib/reports/chargeback'
import { topRefusals } from '@/lib/reports/top-refusals'
import { topUsage } from '@/lib/reports/top-usage'
import { usageOverTime } from '@/lib/reports/usage-over-time'

let control: TestControl
let acme: TestEstate
let beta: TestEstate

const at = (time: string) => new Date(`2026-11-${time}Z`)

beforeAll(async () => {
  control = await startTestControl()
  acme = await makeEstate(control.system, 'acme')
  beta = await makeEstate(control.system, 'beta')
  await addUsage(control, acme, { at: at('02T10:10:00'), costNano: 1n })
  await addUsage(control, acme, { at: at('02T10:50:00'), costNano: 9_007_199_254_740_993n, input: 10n, output: 5n })
  await addUsage(control, acme, { at: at('03T10:00:00'), costNano: null })
  await addUsage(control, acme, {
    at: at('03T11:00:00'),
    outcome: 'refused',
    code: 'quota_exceeded',
    costNano: null,
    input: 0n,
    output: 0n,
  })
  await addUsage(control, acme, { at: at('03T11:00:00'), costNano: 500_000_000n, currency: 'USD' })
  // Half past eleven at night in UTC on the last day is December in Berlin.
  await addUsage(control, acme, { at: at('30T23:30:00'), localDay: '2026-12-01', costNano: 777n })
  await addUsage(control, beta, { at: at('02T10:10:00'), costNano: 2_000_000_000n, durationMs: 400 })
})

afterAll(() => control.close())

const chargebackOf = (db: TestControl['db'], period: string, by: ChargebackBy, tenantIds: string[] | null) => {
  const range = rangeOfPeriod(period) ?? { first: '', last: '' }
  return reportOf(db, { range, before: rangeBefore(range), by, tenantIds }, null)
}

describe('the chargeback of a month', () => {
  it('is exact to the nano, by currency, in the tenant’s own calendar', async () => {
    const { rows, totals } = await chargebackOf(control.db, '2026-11', 'tenant', null)
    expect(rows).toMatchObject([
      {
        label: 'acme',
        currency: 'EUR',
        calls: 3,
        refusedCalls: 1,
        unpricedCalls: 1,
        totalTokens: 315,
        cost: '9007199.254740994',
      },
      { label: 'beta', currency: 'EUR', calls: 1, unpricedCalls: 0, cost: '2' },
      { label: 'acme', currency: 'USD', calls: 1, cost: '0.5' },
    ])
    expect(totals).toMatchObject([
      { currency: 'EUR', calls: 4, cost: '9007201.254740994' },
      { currency: 'USD', calls: 1, cost: '0.5' },
    ])
    const december = await chargebackOf(control.db, '2026-12', 'tenant', null)
    expect(december.totals).toMatchObject([{ currency: 'EUR', cost: '0.000000777' }])
  })

  it.each(['tenant', 'costCentre', 'product', 'model'] as const)('adds up to the same by %s', async (by) => {
    const { totals } = await chargebackOf(control.db, '2026-11', by, null)
    expect(totals.map((total) => total.cost)).toEqual(['9007201.254740994', '0.5'])
  })

  it('is only of the tenants one may see', async () => {
    const { rows } = await chargebackOf(control.db, '2026-11', 'product', [beta.tenantUuid])
    expect(rows).toMatchObject([{ key: beta.product.id, label: 'beta product', cost: '2' }])
    expect((await chargebackOf(control.db, '2026-11', 'product', [])).rows).toEqual([])
  })
})

describe('usage over time', () => {
  it('has a point per hour or day, with costs by currency', async () => {
    const range = { from: at('01T00:00:00'), to: at('05T00:00:00'), tenantIds: [acme.tenantUuid] }
    const hours = await usageOverTime(control.db, { ...range, bucket: 'hour' })
    expect(hours.points.map((point) => [point.at, point.calls])).toEqual([
      ['2026-11-02T10:00:00.000Z', 2],
      ['2026-11-03T10:00:00.000Z', 1],
      ['2026-11-03T11:00:00.000Z', 2],
    ])
    const days = await usageOverTime(control.db, { ...range, bucket: 'day' })
    expect(days.points).toMatchObject([
      { at: '2026-11-02T00:00:00.000Z', calls: 2, costs: [{ currency: 'EUR', cost: '9007199.254740994' }] },
      {
        at: '2026-11-03T00:00:00.000Z',
        calls: 3,
        answered: 2,
        refused: 1,
        unpricedCalls: 1,
        costs: [{ currency: 'USD', cost: '0.5' }],
      },
    ])
    expect(days.meanDurationMs).toBe(800)
  })

  it('is nothing where nothing was called', async () => {
    const empty = await usageOverTime(control.db, {
      from: at('10T00:00:00'),
      to: at('11T00:00:00'),
      bucket: 'day',
      tenantIds: null,
    })
    expect(empty).toMatchObject({ points: [], total: { calls: 0, costs: [] }, meanDurationMs: null })
  })
})

describe('what was most', () => {
  it('names tenants, models and refusals', async () => {
    const [from, to] = [at('01T00:00:00'), at('05T00:00:00')]
    expect(await topUsage(control.db, from, to)).toMatchObject({
      topModels: [
        { label: 'acme-mini', calls: 5 },
        { label: 'beta-mini', calls: 1 },
      ],
      topTenants: [{ id: acme.tenant.id, label: 'acme', calls: 5 }, { label: 'beta' }],
    })
    const { items } = await topRefusals(control.db, { from, to, tenantIds: null })
    expect(items).toEqual([{ code: 'quota_exceeded', outcome: 'refused', calls: 1, lastHour: '2026-11-03T11:00:00.000Z' }])
  })
})

describe('a month of rollups', () => {
  it('is read by an index on the day, not by the size of the table', async () => {
    await makeActor(control)
    await control.db.$executeRaw`
      INSERT INTO usage_rollups (hour, local_day, tenant_id, product_id, subscription_id, key_id, model, outcome, currency, calls, unpriced,
                                 input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, audio_in_tokens,
                                 audio_out_tokens, images, cost_nano, duration_ms, bytes_in, bytes_out)
      SELECT h, h::date, ${acme.tenantUuid}::uuid, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'm', 'answered', 'EUR', 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1
        FROM generate_series(timestamptz '2024-01-01', timestamptz '2025-12-31', interval '1 hour') AS h`
    await control.db.$executeRawUnsafe('ANALYZE usage_rollups')
    const plan = await control.db.$queryRaw<{ 'QUERY PLAN': string }[]>`
      EXPLAIN SELECT sum(cost_nano) FROM usage_rollups WHERE local_day >= date '2025-03-01' AND local_day < date '2025-04-01'`
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/local_day_idx/)
  })
})
