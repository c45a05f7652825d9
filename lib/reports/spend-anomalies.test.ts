import { afterAll, beforeAll, expect, it } from 'vitest'
import { daysOf } from '@/lib/base/day-range'
import { startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { savingsOf } from '@/lib/reports/savings'
import { spendAnomalies } from '@/lib/reports/spend-anomalies'

let control: TestControl
let acme: TestEstate
let beta: TestEstate

const range = { first: '2026-11-01', last: '2026-11-14' }

beforeAll(async () => {
  control = await startTestControl()
  acme = await makeEstate(control.system, 'acme')
  beta = await makeEstate(control.system, 'beta')
  for (const day of daysOf({ first: '2026-10-01', last: '2026-11-14' })) {
    const at = new Date(`${day}T10:00:00Z`)
    await addUsage(control, acme, { at, costNano: day === '2026-11-09' ? 5_000_000n : 1_000_000n })
    await addUsage(control, beta, { at, costNano: 2_000_000n })
  }
})
afterAll(() => control.close())

it('names the day, what is usual and what drove it, and only to who may see the tenant', async () => {
  const report = await spendAnomalies(control.db, range, null)
  expect(report).toMatchObject({ tenants: 2, count: 1 })
  expect(report.items).toMatchObject([
    {
      tenantId: acme.tenant.id,
      tenantName: 'acme',
      day: '2026-11-09',
      spent: '0.005',
      usual: '0.001',
      change: '0.004',
      drivers: [{ label: 'acme-mini in acme product', spent: '0.005', usual: '0.001', share: 1 }],
    },
  ])
  expect(await spendAnomalies(control.db, range, [beta.tenantUuid])).toMatchObject({ tenants: 1, items: [] })
})

it('counts what kept answers would have cost, and what cached prompts cost less at the prices in force', async () => {
  await control.db.price.updateMany({ where: { model: acme.model.name }, data: { cacheRead: 50_000_000n } })
  await control.db.usageRollup.updateMany({
    where: { tenantId: acme.tenantUuid, localDay: new Date('2026-11-09') },
    data: { savedNano: 700n, cacheRead: 1_000n },
  })
  // 1,000 tokens at 0.15 less 0.05 a million.
  const { totals, items } = await savingsOf(control.db, range, null)
  expect(items).toEqual([
    {
      tenantId: acme.tenant.id,
      tenantName: 'acme',
      currency: 'EUR',
      cost: '0.018',
      hits: 0,
      answers: '0.0000007',
      prompts: '0.0001',
      saved: '0.0001007',
    },
  ])
  expect(totals).toEqual([{ currency: 'EUR', answers: '0.0000007', prompts: '0.0001', saved: '0.0001007' }])
  expect((await savingsOf(control.db, range, [beta.tenantUuid])).items).toEqual([])
})
