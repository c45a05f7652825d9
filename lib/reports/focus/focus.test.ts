/** The file against the rules of FOCUS 1.2 (https://focus.finops.org/focus-specification/v1-2/) that its columns and rows fall under. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parseNano } from '@/lib/base/money'
import { closeStatement } from '@/lib/control/statements/close-statement'
import { getStatement } from '@/lib/control/statements/statement-queries'
import { updateTenant } from '@/lib/control/tenants/tenant-commands'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import columns from '@/lib/reports/focus/focus-columns.json'
import { countFocusRows, focusFile } from '@/lib/reports/focus/focus-file'

let control: TestControl
let finance: Actor
let india: TestEstate
let nepal: TestEstate

const all = { month: '2027-04', tenantIds: null }

beforeAll(async () => {
  control = await startTestControl()
  finance = await makeActor(control, { platformRole: 'finance' })
  india = await makeEstate(control.system, 'india')
  nepal = await makeEstate(control.system, 'nepal')
  const change = ({ tenant }: TestEstate, to: { name: string; timeZone: string }) =>
    updateTenant(control.system, { id: tenant.id, ...to }, { ifMatch: `"${tenant.version}"` })
  await change(india, { name: 'india', timeZone: 'Asia/Kolkata' })
  await change(nepal, { name: 'nepal, "the" one', timeZone: 'Asia/Kathmandu' })
  control.clock.set(Date.parse('2027-06-15T12:00:00Z'))
  for (const estate of [india, nepal])
    for (const day of ['2027-03-31', '2027-04-01', '2027-04-30'])
      await addUsage(control, estate, { at: new Date(`${day}T10:00:00Z`), localDay: day, costNano: 123_456_789_012n, input: 7n })
  const close = (estate: TestEstate, month: string) => closeStatement(finance, { month, tenantId: estate.tenant.id })
  await close(india, '2027-03')
  await addUsage(control, india, { at: new Date('2027-03-31T11:00:00Z'), costNano: 1n })
  await addUsage(control, india, { at: new Date('2027-04-11T11:00:00Z'), costNano: null })
  await close(india, '2027-04')
  await close(nepal, '2027-04')
})
afterAll(() => control.close())

async function readRows(asked: Parameters<typeof focusFile>[1] = all): Promise<Record<string, string>[]> {
  let text = ''
  for await (const piece of focusFile(control.db, asked)) text += piece
  const [head = [], ...rows] = parseCsv(text.replace(/^\uFEFF/, ''))
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])))
}

/** RFC 4180, for what this file has: quotation marks doubled within quotation marks. */
function parseCsv(text: string): string[][] {
  return text
    .trim()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    )
}

const MANDATORY = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'ContractedCost',
  'EffectiveCost',
  'InvoiceIssuerName',
  'ListCost',
  'PricingQuantity',
  'PricingUnit',
  'ProviderName',
  'PublisherName',
  'ServiceCategory',
  'ServiceName',
]

describe('the columns', () => {
  it('are all mandatory ones, and others by their own prefix', async () => {
    const [row = {}] = await readRows()
    expect(Object.keys(row)).toEqual(columns.map(({ name }) => name))
    expect(Object.keys(row)).toEqual(expect.arrayContaining(MANDATORY))
    expect(
      columns
        .filter(({ level }) => level === 'Mandatory')
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...MANDATORY].sort())
    for (const { name, level } of columns) expect(name.startsWith('x_'), name).toBe(level === 'Custom')
  })

  it('hold what their types allow, and nothing only where they may', async () => {
    const rows = await readRows()
    expect(rows.length).toBe(6)
    const types: Record<string, RegExp> = {
      Decimal: /^-?\d+(\.\d+)?$/,
      DateTime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
      String: /./,
      JSON: /^\{.*\}$/,
    }
    for (const row of rows)
      for (const { name, type, isNullable } of columns) {
        const value = row[name] ?? ''
        if (value === '') expect(isNullable, `${name} is empty`).toBe(true)
        else expect(value, name).toMatch(types[type] ?? /^$/)
      }
  })
})

describe('the rows', () => {
  it('keep the rules of categories, corrections, periods and quantities', async () => {
    for (const row of await readRows()) {
      expect(row.ChargeCategory).toBe('Usage')
      expect(['', 'Correction']).toContain(row.ChargeClass)
      expect(row.ServiceCategory).toBe('AI and Machine Learning')
      expect(row.ServiceSubcategory).toBe('Generative AI')
      expect(row.BillingCurrency).toMatch(/^[A-Z]{3}$/)
      expect(row.ChargeFrequency).toBe('Usage-Based')
      expect(Date.parse(row.BillingPeriodStart ?? '')).toBeLessThan(Date.parse(row.BillingPeriodEnd ?? ''))
      expect(Date.parse(row.ChargePeriodStart ?? '')).toBeLessThan(Date.parse(row.ChargePeriodEnd ?? ''))
      if (row.ChargeClass === '') {
        // Only a correction may be of another period, and only then may quantities be left out.
        expect(Date.parse(row.ChargePeriodStart ?? '')).toBeGreaterThanOrEqual(Date.parse(row.BillingPeriodStart ?? ''))
        expect(Date.parse(row.ChargePeriodEnd ?? '')).toBeLessThanOrEqual(Date.parse(row.BillingPeriodEnd ?? ''))
        expect(row.PricingQuantity).not.toBe('')
        expect(row.ConsumedQuantity).not.toBe('')
      }
      // Nothing is discounted or amortized yet: all costs are the same.
      for (const cost of [row.EffectiveCost, row.ContractedCost, row.ListCost]) expect(cost).toBe(row.BilledCost)
      expect(row.PublisherName).toBe('Microsoft')
      expect(JSON.parse(row.Tags ?? '')).toHaveProperty('costCentre')
    }
  })

  it('have each tenant’s own days: they begin inside an hour of UTC', async () => {
    const rows = await readRows()
    const startsOf = (name: string) => rows.filter((row) => row.SubAccountName === name).map((row) => row.ChargePeriodStart)
    expect(startsOf('india')).toEqual(
      expect.arrayContaining(['2027-03-31T18:30:00Z', '2027-04-29T18:30:00Z', '2027-03-30T18:30:00Z']),
    )
    expect(startsOf('nepal, "the" one')).toEqual(['2027-03-31T18:15:00Z', '2027-04-29T18:15:00Z'])
    expect(rows.find((row) => row.ChargeClass === 'Correction')).toMatchObject({ x_LineKind: 'late', BilledCost: '0.000000001' })
  })

  it('foot with the statements, to the nano', async () => {
    const rows = await readRows()
    for (const number of new Set(rows.map((row) => row.InvoiceId))) {
      const { id } = await control.db.statement.findFirstOrThrow({ where: { number: Number(number?.slice(2)) } })
      const statement = await getStatement(finance, { id: `stm_${id.replaceAll('-', '')}` })
      const sum = rows
        .filter((row) => row.InvoiceId === number)
        .reduce((total, row) => total + (parseNano(row.BilledCost ?? '') ?? 0n), 0n)
      expect(statement.totals.reduce((total, { cost }) => total + (parseNano(cost) ?? 0n), 0n)).toBe(sum)
    }
  })

  it('are only of the tenants one may see', async () => {
    const rows = await readRows({ ...all, tenantIds: [nepal.tenantUuid] })
    expect(new Set(rows.map((row) => row.SubAccountName))).toEqual(new Set(['nepal, "the" one']))
    expect(await countFocusRows(control.db, { ...all, tenantIds: [nepal.tenantUuid] })).toBe(rows.length)
    expect(await readRows({ ...all, tenantIds: [] })).toEqual([])
  })
})
