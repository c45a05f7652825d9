import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { listAudit } from '@/lib/control/audit/audit-queries'
import { exportPrices, importPrices } from '@/lib/control/prices/price-files'
import { listPrices } from '@/lib/control/prices/price-operations'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'
import { priceColumns } from '@/lib/http/price-csv'
import { ask, tokenOf } from '@/lib/http/testing/test-api'
import { toCsv } from '@/lib/reports/csv'

let control: TestControl
let admin: Actor
let finance: Actor

beforeAll(async () => {
  control = await startTestControl()
  await makeEstate(control.system)
  admin = await makeActor(control, { platformRole: 'admin' })
  finance = await makeActor(control, { platformRole: 'finance' })
})
afterAll(() => control.close())

const head = 'model,backend,currency,effective_from,input,output,cache_read'
const file = (...lines: string[]) => [head, ...lines].join('\n')
const next = 'acme-mini,acme backend,EUR,2026-12-01,0.20,0.80,0.02'

it('says what each line would do, and sets nothing yet', async () => {
  const csv = file(
    next,
    'acme-mini,,EUR,2026-01-01,0.15,0.60,',
    'acme-mini,,EUR,2026-01-01T00:00:00Z,9,9,',
    'nothing,,EUR,2026-12-01,1,2,',
    'acme-mini,elsewhere,EUR,2026-12-01,1,2,',
    'acme-mini,,EUR,soon,1,2,',
    'acme-mini,,EUR,2026-12-01,-1,2,',
  )
  const { lines, ...sums } = await importPrices(admin, { csv })
  expect(lines.map(({ line, state, message }) => `${line} ${state}: ${message}`)).toEqual([
    '2 new: 0.20 in, 0.80 out from 2026-12-01 on.',
    '3 same: Set already from 2026-01-01 on.',
    '4 wrong: The file has this model, backend, currency and date twice.',
    '5 wrong: There is no model nothing.',
    '6 wrong: There is no backend elsewhere.',
    '7 wrong: effective_from must be a time such as 2026-11-01T00:00:00Z.',
    '8 wrong: input must be a decimal string such as "0.15".',
  ])
  expect(sums).toEqual({ created: 0, new: 1, same: 1, wrong: 5 })
  expect((await importPrices(admin, { csv, dryRun: false })).created).toBe(0)
  expect((await exportPrices(admin, {})).items).toHaveLength(1)
})

it('sets what is new once, each an entry of the audit trail, however often the file comes, and never changes a price', async () => {
  expect((await importPrices(finance, { csv: file(next), dryRun: false })).created).toBe(1)
  expect(await importPrices(finance, { csv: file(next), dryRun: false })).toMatchObject({ created: 0, same: 1 })
  const entries = await control.db.auditEntry.count({ where: { noun: 'price', actorName: finance.name } })
  expect(entries).toBe(1)
  const other = file('acme-mini,acme backend,EUR,2026-12-01,0.30,0.80,0.02')
  expect((await importPrices(admin, { csv: other })).lines[0]?.message).toMatch(/^Another price is set/)
  const { items } = await listPrices(admin, { state: 'to-come' })
  expect(items).toMatchObject([{ backendName: 'acme backend', perMillion: { input: '0.2', cacheRead: '0.02' } }])
  expect((await listPrices(admin, { state: 'in-force' })).items).toHaveLength(1)
  expect((await listPrices(admin, { state: 'past' })).items).toHaveLength(0)
})

it('is all or nothing, also where the database refuses a line or two send the same file at once', async () => {
  const months = Array.from({ length: 9 }, (_, i) => `acme-mini,,EUR,2027-0${i + 1}-01,${i + 5},20,`)
  const csv = file(...months)
  const made = () => control.db.price.count({ where: { effectiveFrom: { gte: new Date('2027-01-01') } } })
  await control.db.$executeRaw`ALTER TABLE prices ADD CONSTRAINT no_nine CHECK (input_nano <> 9000000000)`
  await expect(importPrices(admin, { csv, dryRun: false })).rejects.toThrow()
  expect(await made()).toBe(0)
  await control.db.$executeRaw`ALTER TABLE prices DROP CONSTRAINT no_nine`
  const twice = await Promise.all([1, 2].map(() => importPrices(admin, { csv, dryRun: false })))
  expect(twice.map(({ created, same }) => [created, same]).sort()).toEqual([
    [0, 9],
    [9, 0],
  ])
  expect(await made()).toBe(9)
  const { items } = await listAudit(admin, { noun: 'price', limit: 9 })
  expect(items.map(({ after }) => Object(after).effectiveTo).sort()).toContain('2027-09-01T00:00:00.000Z')
})

it('reads its own export and finds nothing to do', async () => {
  const { items } = await exportPrices(admin, {})
  const file = await ask('GET', '/prices/export', await tokenOf(admin), { query: { format: 'csv' } })
  expect(file.headers.get('content-disposition')).toBe('attachment; filename="prices.csv"')
  expect(file.text.replace('\uFEFF', '')).toBe(toCsv(priceColumns, items).replace('\uFEFF', ''))
  const again = await importPrices(admin, { csv: file.text })
  expect(again).toMatchObject({ new: 0, wrong: 0, same: items.length })
})

it('says which columns it wants', async () => {
  await expect(importPrices(admin, { csv: 'model,price\nx,1' })).rejects.toMatchObject({
    message: expect.anything(),
    code: 'request.invalid',
  })
})
