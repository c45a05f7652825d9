import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parseNano } from '@/lib/base/money'
import { createRate } from '@/lib/control/rates/create-rate'
import { updateReporting } from '@/lib/control/rates/reporting-currency'
import { closeMonth, getClosing } from '@/lib/control/statements/close-month'
import { closeStatement } from '@/lib/control/statements/close-statement'
import { reopenStatement } from '@/lib/control/statements/reopen-statement'
import { reportingOf } from '@/lib/control/statements/reporting-total'
import { getStatement, listStatements } from '@/lib/control/statements/statement-queries'
import { updateTenant } from '@/lib/control/tenants/tenant-commands'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'

let control: TestControl
let finance: Actor
let names = 0
let acme: TestEstate

beforeAll(async () => {
  control = await startTestControl()
  finance = await makeActor(control, { platformRole: 'finance' })
})
afterAll(() => control.close())
beforeEach(async () => {
  acme = await makeEstate(control.system, `acme-${++names}`)
  control.clock.set(Date.parse('2027-06-15T12:00:00Z'))
})

const use = (day: string, costNano: bigint | null = 1_000n, estate = acme) =>
  addUsage(control, estate, { at: new Date(`${day}T10:00:00Z`), localDay: day, costNano })
const close = (month: string, without: string[] = []) => closeStatement(finance, { month, tenantId: acme.tenant.id, without })

describe('a closed month', () => {
  it('says what was used, by product, model, backend and currency, and has the next number', async () => {
    await use('2027-04-01', 9_007_199_254_740_993n)
    await use('2027-04-30', 7n)
    await use('2027-04-12', null)
    await use('2027-05-01', 5n)
    await addUsage(control, acme, { at: new Date('2027-04-03T10:00:00Z'), outcome: 'refused', costNano: null })
    const one = await close('2027-04')
    const two = await close('2027-05')
    expect(one).toMatchObject({ state: 'closed', version: 1, calls: 3, unpricedCalls: 1, closedBy: finance.name, missing: [] })
    expect(one.totals).toEqual([{ currency: 'EUR', cost: '9007199.254741' }])
    expect(one.lines).toMatchObject([
      { kind: 'direct', month: '2027-04', productName: acme.product.name, model: acme.model.name },
    ])
    expect(two.totals).toEqual([{ currency: 'EUR', cost: '0.000000005' }])
    expect(Number(two.number.slice(2))).toBe(Number(one.number.slice(2)) + 1)
    expect(await getStatement(finance, { id: one.id })).toEqual(one)
  })

  it('is not changed by any SQL: no line more, less or other, nothing deleted', async () => {
    await use('2027-04-02')
    const { number } = await close('2027-04')
    const { db } = control
    const [row] = await db.$queryRaw<{ id: string }[]>`select id from statements where number = ${Number(number.slice(2))}`
    const id = row?.id ?? ''
    const attempts = [
      db.$executeRaw`update statements set tenant_name = 'x' where id = ${id}::uuid`,
      db.$executeRaw`update statement_lines set cost_nano = 0 where statement_id = ${id}::uuid`,
      db.$executeRaw`delete from statement_lines where statement_id = ${id}::uuid`,
      db.$executeRaw`delete from statements where id = ${id}::uuid`,
      db.$executeRaw`truncate statement_lines`,
      db.$executeRaw`truncate statements cascade`,
      db.$executeRaw`insert into statement_lines (statement_id, kind, day, product_id, product_name,
          subscription_id, subscription_name, currency, calls, unpriced,
          input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, audio_in_tokens, audio_out_tokens,
          images, cost_nano, saved_nano)
        select statement_id, kind, day, product_id, product_name, subscription_id, subscription_name, currency, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0
          from statement_lines where statement_id = ${id}::uuid`,
    ]
    for (const attempt of attempts) await expect(attempt).rejects.toThrow(/closed statement/)
  })

  it('says its total in the reporting currency as it was then, whatever is published or reported in later', async () => {
    const publish = (rate: string) => createRate(finance, { month: '2027-04', from: 'EUR', to: 'USD', rate, source: 'ECB' })
    await use('2027-04-02', 10_000_000_000n)
    await publish('1.1')
    const closed = await close('2027-04')
    expect(closed.reporting).toEqual({ currency: 'USD', cost: '11', rates: ['1 EUR = 1.1 USD (2027-04, ECB)'], missing: [] })
    control.clock.set(control.clock.now() + 60_000)
    await publish('2.2')
    expect(await getStatement(finance, { id: closed.id })).toEqual(closed)
    const reported = await updateReporting(finance, { currency: 'GBP' }, { ifMatch: '*' })
    try {
      expect(reported.currency).toBe('GBP')
      expect(await getStatement(finance, { id: closed.id })).toEqual(closed)
    } finally {
      await updateReporting(finance, { currency: 'USD' }, { ifMatch: '*' })
    }
    // One that was closed before this was kept has the rates of its day.
    const before = { reporting: null, closedAt: new Date(closed.closedAt) }
    expect(await reportingOf(control.db, before, closed.lines)).toEqual(closed.reporting)
  })

  it('is closed once, however many try', async () => {
    await use('2027-04-02')
    const tries = await Promise.allSettled(Array.from({ length: 5 }, () => close('2027-04')))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const statements = await listStatements(finance, { tenantId: acme.tenant.id })
    expect(statements.items).toHaveLength(1)
  })
})

describe('when a month may be closed', () => {
  it.each([
    ['Asia/Kolkata', '2027-04-30T18:29:59Z', '2027-04-30T18:30:00Z'],
    ['Asia/Kathmandu', '2027-04-30T18:14:59Z', '2027-04-30T18:15:00Z'],
    ['America/New_York', '2027-05-01T03:59:59Z', '2027-05-01T04:00:00Z'],
  ])('is when it is over in %s', async (timeZone, early, over) => {
    const { version } = acme.tenant
    control.clock.set(Date.parse('2027-01-01T00:00:00Z'))
    await updateTenant(control.system, { id: acme.tenant.id, timeZone }, { ifMatch: `"${version}"` })
    await use('2027-04-02')
    control.clock.set(Date.parse(early))
    await expect(close('2027-04')).rejects.toMatchObject({ code: 'request.invalid' })
    expect(await getClosing(finance, { month: '2027-04' })).toMatchObject({ running: expect.any(Number) })
    control.clock.set(Date.parse(over))
    expect(await close('2027-04')).toMatchObject({ timeZone, calls: 1 })
  })

  it('waits for every process that may still hold calls of it, or names those it does not wait for', async () => {
    await use('2027-04-02')
    const now = control.clock.now()
    const heartbeat = (id: string, seenMs: number, lagMs: number) =>
      control.db.replica.create({
        data: { id, startedAt: new Date(0), seenAt: new Date(seenMs), catalogVersion: 1n, status: { ledger: { lagMs } } },
      })
    await heartbeat('well', now, 200)
    await heartbeat('behind', now, 60 * 86_400_000)
    await heartbeat('silent', Date.parse('2027-04-20T00:00:00Z'), 0)
    try {
      const closing = await getClosing(finance, { month: '2027-04' })
      expect(closing.waitingFor.map(({ replica }) => replica).sort()).toEqual(['behind', 'silent'])
      await expect(close('2027-04')).rejects.toMatchObject({
        code: 'statements.waiting',
        public: expect.stringContaining('behind'),
      })
      await expect(close('2027-04', ['behind'])).rejects.toMatchObject({ public: expect.stringContaining('silent') })
      const closed = await close('2027-04', ['behind', 'silent', 'nobody'])
      expect([...closed.missing].sort()).toEqual(['behind', 'silent'])
    } finally {
      await control.db.replica.deleteMany()
    }
  })

  it('is for all tenants some at a time, each once', async () => {
    const beta = await makeEstate(control.system, `beta-${names}`)
    await use('2026-08-02')
    await use('2026-08-02', 2n, beta)
    const before = await getClosing(finance, { month: '2026-08' })
    expect(before).toMatchObject({ tenants: 2, closed: 0, open: 2, running: 0, totals: [] })
    expect(await closeMonth(finance, { month: '2026-08' })).toMatchObject({ remaining: 0, closed: [{}, {}] })
    expect(await closeMonth(finance, { month: '2026-08' })).toEqual({ closed: [], remaining: 0 })
    expect(await getClosing(finance, { month: '2026-08' })).toMatchObject({
      closed: 2,
      open: 0,
      totals: [{ currency: 'EUR', cost: '0.000001002' }],
    })
  })
})

describe('what becomes known afterwards', () => {
  it('is a late line of the next statement, and the closed one stays as it is', async () => {
    await use('2027-03-02', 10n)
    const march = await close('2027-03')
    await use('2027-03-31', 4n)
    await use('2027-04-01', 100n)
    const april = await close('2027-04')
    expect(april.totals).toEqual([{ currency: 'EUR', cost: '0.000000104' }])
    expect(april.late).toEqual([{ currency: 'EUR', cost: '0.000000004' }])
    expect(april.lines.map(({ kind, month, calls }) => [kind, month, calls])).toEqual([
      ['direct', '2027-04', 1],
      ['late', '2027-03', 1],
    ])
    expect(await getStatement(finance, { id: march.id })).toEqual(march)
    // It is said once: May has nothing of it.
    await use('2027-05-01', 1n)
    expect((await close('2027-05')).lines.map(({ kind }) => kind)).toEqual(['direct'])
  })

  it('is billed to a tenant that uses nothing any more, too', async () => {
    await use('2027-03-02', 10n)
    await close('2027-03')
    await use('2027-03-31', 4n)
    const { closed } = await closeMonth(finance, { month: '2027-04', tenantId: acme.tenant.id })
    const statement = await getStatement(finance, { id: closed[0]?.id ?? '' })
    expect(statement.lines.map(({ kind, cost }) => [kind, cost])).toEqual([['late', '0.000000004']])
    expect(await closeMonth(finance, { month: '2027-05', tenantId: acme.tenant.id })).toEqual({ closed: [], remaining: 0 })
  })

  it('is on the next version of a month that was re-opened, without what was billed elsewhere in the meantime', async () => {
    await use('2027-03-02', 10n)
    const march = await close('2027-03')
    await use('2027-03-31', 4n)
    await use('2027-04-01', 100n)
    const april = await close('2027-04')
    await expect(reopenStatement(finance, { id: march.id, reason: ' ' })).rejects.toMatchObject({ code: 'request.invalid' })
    const reopened = await reopenStatement(finance, { id: march.id, reason: 'wrong cost centre' })
    expect(reopened).toMatchObject({ state: 'reopened', reopenReason: 'wrong cost centre', reopenedBy: finance.name })
    expect(reopened.lines).toEqual(march.lines)
    await expect(reopenStatement(finance, { id: march.id, reason: 'again' })).rejects.toMatchObject({
      code: 'resource.wrong_state',
    })
    await use('2027-03-15', 30n)
    const again = await close('2027-03')
    expect(again.version).toBe(2)
    expect(again.lines.map(({ kind, cost }) => [kind, cost])).toEqual([
      ['direct', '0.000000044'],
      ['adjustment', '-0.000000004'],
    ])
    const inForce = [again, april].flatMap(({ totals }) => totals)
    expect(inForce.reduce((sum, { cost }) => sum + (parseNano(cost) ?? 0n), 0n)).toBe(144n)
  })

  it('is billed to the nano and once, in whatever order months are used, closed and re-opened', async () => {
    let seed = 20_261_121
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    const months = ['2027-01', '2027-02', '2027-03', '2027-04']
    const closed = new Map<string, string>()
    let spent = 0n
    for (let step = 0; step < 60; step++) {
      const month = months[random(months.length)] ?? ''
      const act = random(3)
      const known = closed.get(month)
      if (act === 0) {
        const cost = BigInt(random(1_000_000))
        spent += cost
        await use(`${month}-${String(1 + random(28)).padStart(2, '0')}`, cost)
      } else if (act === 1 && known === undefined) {
        closed.set(month, (await close(month)).id)
      } else if (act === 2 && known !== undefined) {
        await reopenStatement(finance, { id: known, reason: 'to try it' })
        closed.delete(month)
      }
    }
    for (const month of months) if (!closed.has(month)) await close(month)
    // What came late to the last of them is on the first month after it.
    await close('2027-05')
    const { items } = await listStatements(finance, { tenantId: acme.tenant.id, state: 'closed', limit: 100 })
    const billed = items.flatMap(({ totals }) => totals).reduce((sum, { cost }) => sum + (parseNano(cost) ?? 0n), 0n)
    expect(billed).toBe(spent)
  }, 60_000)
})

it('is read by an owner for the own tenant only', async () => {
  const beta = await makeEstate(control.system, `beta-${names}`)
  await use('2027-04-02')
  const own = await close('2027-04')
  const stranger = await makeActor(control, { memberships: { [beta.tenantUuid]: 'owner' } })
  const owner = await makeActor(control, { memberships: { [acme.tenantUuid]: 'owner' } })
  expect((await listStatements(owner, {})).items.map(({ id }) => id)).toEqual([own.id])
  expect((await listStatements(stranger, {})).items).toEqual([])
  await expect(getStatement(stranger, { id: own.id })).rejects.toMatchObject({ code: 'resource.not_found' })
  await expect(closeStatement(owner, { month: '2027-05', tenantId: acme.tenant.id })).rejects.toMatchObject({
    code: 'access.denied',
  })
})
