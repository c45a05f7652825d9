import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { createRate } from '@/lib/control/rates/create-rate'
import { importRates } from '@/lib/control/rates/import-rates'
import { getRateCoverage, listRates } from '@/lib/control/rates/rate-queries'
import { knownRates } from '@/lib/control/rates/rate-view'
import { getReporting, updateReporting } from '@/lib/control/rates/reporting-currency'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'

let control: TestControl
let finance: Actor

beforeAll(async () => {
  control = await startTestControl()
  finance = await makeActor(control, { platformRole: 'finance' })
})
afterAll(() => control.close())

const publish = (month: string, from: string, rate: string) => createRate(finance, { month, from, rate, source: 'ECB' })

describe('an exchange rate', () => {
  it('is for a month, to the reporting currency, and is corrected by the next one', async () => {
    const first = await publish('2026-08', 'EUR', '1.1')
    expect(first).toMatchObject({ month: '2026-08', from: 'EUR', to: 'USD', rate: '1.1', version: 1, isInForce: true })
    await expect(publish('2026-08', 'EUR', '1.10')).rejects.toMatchObject({ code: 'resource.conflict' })
    await publish('2026-08', 'EUR', '1.2')
    const { items } = await listRates(finance, { month: '2026-08', sort: '-createdAt' })
    expect(items.map(({ rate, isInForce }) => [rate, isInForce]).sort()).toEqual([
      ['1.1', false],
      ['1.2', true],
    ])
    expect((await listRates(finance, { month: '2026-08', state: 'corrected' })).items.map(({ rate }) => rate)).toEqual(['1.1'])
    expect(await knownRates(control.db, 'USD', [new Date('2026-08-01')])).toMatchObject([{ rateNano: 1_200_000_000n }])
  })

  it('is never changed, whoever writes SQL', async () => {
    await publish('2026-07', 'EUR', '1.1')
    await expect(control.db.$executeRaw`update exchange_rates set rate_nano = 1`).rejects.toThrow(/never changed/)
    await expect(control.db.$executeRaw`delete from exchange_rates`).rejects.toThrow(/never changed/)
    await expect(control.db.$executeRaw`truncate exchange_rates`).rejects.toThrow(/never changed/)
  })

  it('is more than nothing, of another currency, and published by somebody', async () => {
    for (const wrong of [{ rate: '0' }, { rate: '-1' }, { from: 'USD' }, { from: 'XXQ' }, { source: '' }, { month: '2026-13' }])
      await expect(
        createRate(finance, { month: '2026-06', from: 'EUR', rate: '1', source: 'ECB', ...wrong }),
      ).rejects.toMatchObject({ code: 'request.invalid' })
  })

  it('comes from a file as a whole or not at all, and the file may come twice', async () => {
    const csv = 'month,from,to,rate,source\n2026-05,INR,USD,0.0118,RBI\n2026-05,NPR,USD,0.0074,NRB\n'
    expect(await importRates(finance, { csv })).toMatchObject({ created: 0, new: 2 })
    expect(await importRates(finance, { csv: `${csv}2026-05,INR,USD,0.2,RBI\n`, dryRun: false })).toMatchObject({
      created: 0,
      wrong: 1,
    })
    const twice = await Promise.all([1, 2].map(() => importRates(finance, { csv, dryRun: false })))
    expect(twice.map(({ created }) => created).sort()).toEqual([0, 2])
    expect(await importRates(finance, { csv: csv.replace('0.0118', '0.0119') })).toMatchObject({ new: 1, same: 1, wrong: 0 })
  })
})

it('says which currencies of a month have no rate, and follows the reporting currency', async () => {
  const acme = await makeEstate(control.system, 'acme')
  await addUsage(control, acme, { at: new Date('2026-09-05T10:00:00Z'), currency: 'EUR' })
  await addUsage(control, acme, { at: new Date('2026-09-05T11:00:00Z'), currency: 'INR' })
  await publish('2026-09', 'EUR', '1.17')
  expect(await getRateCoverage(finance, { month: '2026-09' })).toEqual({
    month: '2026-09',
    reportingCurrency: 'USD',
    currencies: [
      { currency: 'EUR', rate: '1.17', source: 'ECB' },
      { currency: 'INR', rate: null, source: null },
    ],
    missing: ['INR'],
  })
  const { version } = await getReporting(finance, {})
  await updateReporting(finance, { currency: 'EUR' }, { ifMatch: `"${version}"` })
  await expect(updateReporting(finance, { currency: 'USD' }, { ifMatch: `"${version}"` })).rejects.toMatchObject({
    code: 'request.stale',
  })
  expect((await getRateCoverage(finance, { month: '2026-09' })).missing).toEqual(['INR'])
})
