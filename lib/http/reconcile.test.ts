/** A provider's bill comes in over HTTP as it was downloaded, whatever is in it, and goes beside the ledger. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import type { ReconciliationDetail } from '@/lib/contracts/reconciliation'
import { getReconciliation, listReconciliations } from '@/lib/control/reconcile/reconcile-operations'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { endpoint } from '@/lib/http/endpoint'
import { tokenOf } from '@/lib/http/testing/test-api'

let control: TestControl
let finance: Actor
let estate: TestEstate
let token: string

beforeAll(async () => {
  control = await startTestControl()
  finance = await makeActor(control, { platformRole: 'finance' })
  estate = await makeEstate(control.system, 'acme')
  token = await tokenOf(finance)
  // Two calls on the first of the month in UTC, one that a tenant's own calendar calls the day before.
  const call = { input: 1_000n, output: 0n, costNano: 1_000_000_000n }
  await addUsage(control, estate, { at: new Date('2026-10-01T00:30:00Z'), localDay: '2026-10-01', ...call })
  await addUsage(control, estate, { at: new Date('2026-10-01T22:30:00Z'), localDay: '2026-10-02', ...call })
  await addUsage(control, estate, { at: new Date('2026-10-03T10:00:00Z'), ...call, costNano: null })
})
afterAll(() => control.close())

async function upload(body: string | Buffer, headers: Record<string, string> = {}, name = 'bill.csv') {
  const response = await endpoint('/reconciliations').POST(
    new Request(`http://localhost:3300/api/v1/reconciliations?fileName=${encodeURIComponent(name)}`, {
      method: 'POST',
      body: body as BodyInit,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', ...headers },
    }),
    { params: Promise.resolve({}) },
  )
  return { status: response.status, body: (await response.json()) as ReconciliationDetail & { detail?: string; code?: string } }
}

const HEAD = 'Date,MeterCategory,MeterSubCategory,MeterName,UnitOfMeasure,Quantity,CostInBillingCurrency,BillingCurrencyCode'
const row = (day: string, meter: string, quantity: string, cost: string) =>
  `${day},Azure OpenAI,,${meter},1K,${quantity},${cost},EUR`
const file = (...rows: string[]) => [HEAD, ...rows].join('\r\n')

describe('a bill', () => {
  it('is laid beside the ledger by UTC day and model, and kept as it was', async () => {
    const { status, body } = await upload(
      file(
        row('10/01/2026', 'acme-mini Inp glbl Tokens', '2', '2.00'),
        row('10/02/2026', 'someone elses Outp Tokens', '1', '5.5'),
        row('10/03/2026', 'mini-deployment Tokens', '1', '1.00'),
        '10/03/2026,Storage,,Blob,1 GB,1,9.99,EUR',
      ),
    )
    expect(status, JSON.stringify(body)).toBe(201)
    expect(body).toMatchObject({
      source: 'azure-cost',
      rows: 4,
      otherRows: 1,
      from: '2026-10-01',
      to: '2026-10-03',
      currency: 'EUR',
    })
    expect(body.lines.map(({ day, model, billed, cost, reasons }) => [day, model, billed, cost, reasons])).toEqual([
      ['2026-10-01', 'acme-mini', '2', '2', []],
      ['2026-10-02', 'someone-elses', '5.5', '0', ['unknownModel']],
      ['2026-10-03', 'acme-mini', '1', '0', ['unpriced']],
    ])
    expect(body).toMatchObject({ billed: '8.5', cost: '2', differing: 2, unpricedCalls: 1 })
    // What is in the ledger later does not change it.
    await addUsage(control, estate, { at: new Date('2026-10-01T05:00:00Z'), costNano: 5n })
    expect(await getReconciliation(finance, { id: body.id })).toEqual(body)
    const { items } = await listReconciliations(finance, {})
    const { lines: _, byReason: __, ...listed } = body
    expect(items[0]).toEqual(listed)
  })

  it('may be in UTF-16, as spreadsheets save it, with line ends in its cells', async () => {
    const text = `\uFEFF${file('2026-10-05,"Azure ""OpenAI""\n",,gpt-9 Tokens,1M,1,1,EUR')}`
    const { status, body } = await upload(Buffer.from(text, 'utf16le'))
    expect(status).toBe(201)
    expect(body.lines[0]).toMatchObject({ model: 'gpt-9', billedTokens: 1_000_000, isKnown: false })
  })

  it('has names that would be formulas written so that no spreadsheet runs them', async () => {
    const { body } = await upload(file(row('2026-10-06', '=HYPERLINK("http://x")', '1', '1')))
    const csv = await endpoint('/reconciliations/{id}').GET(
      new Request(`http://localhost:3300/api/v1/reconciliations/${body.id}?format=csv`, {
        headers: { authorization: `Bearer ${token}` },
      }),
      { params: Promise.resolve({ id: body.id }) },
    )
    expect(csv.headers.get('content-type')).toContain('text/csv')
    expect(await csv.text()).toContain(`'=HYPERLINK(`)
  })
})

describe('a file is refused that', () => {
  it.each([
    ['is none', '', 'is empty'],
    ['is no bill', 'a,b\n1,2', 'known here'],
    ['has only a head', HEAD, 'No row'],
    ['has no model in it', file('2026-10-01,Storage,,Blob,1,1,1,EUR'), 'No row'],
    [
      'has two currencies',
      file(row('2026-10-01', 'gpt-4o', '1', '1'), row('2026-10-01', 'gpt-4o', '1', '1').replace('EUR', 'USD')),
      'EUR and USD',
    ],
    ['has an amount that is none', file(row('2026-10-01', 'gpt-4o', '1', '1;2')), 'Line 2'],
    ['spans too many days', file(row('2024-10-01', 'gpt-4o', '1', '1'), row('2026-10-01', 'gpt-4o', '1', '1')), '400 days'],
    ['is too wide', file(row('2026-10-01', 'gpt-4o', '1', '1') + ','.repeat(300)), '200 columns'],
    ['has too many rows', `${HEAD}\n${'2026-10-01,S\n'.repeat(200_001)}`, '200,000 rows'],
  ])('%s', async (_, text, says) => {
    const { status, body } = await upload(text)
    expect([400, 422]).toContain(status)
    expect(JSON.stringify(body)).toContain(says)
  })

  it('is packed, or too large', async () => {
    expect(await upload(Buffer.from([0x1f, 0x8b, 8, 0, 0xff, 0xfe, 0xc0]))).toMatchObject({
      status: 400,
      body: { code: 'request.malformed' },
    })
    expect(await upload('x'.repeat(16 * 1024 * 1024 + 1))).toMatchObject({ status: 413 })
  })

  it('has a name with what is no letter in it', async () => {
    expect((await upload(file(row('2026-10-01', 'gpt-4o', '1', '1')), {}, 'a\nb')).status).toBe(422)
  })
})
