import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parseNano } from '@/lib/base/money'
import { createPrice } from '@/lib/control/prices/price-operations'
import { listDueReratings } from '@/lib/control/reratings/due-reratings'
import { bookRerating, discardRerating, getRerating, proposeRerating } from '@/lib/control/reratings/rerating-operations'
import { closeMonth } from '@/lib/control/statements/close-month'
import { closeStatement } from '@/lib/control/statements/close-statement'
import { reopenStatement } from '@/lib/control/statements/reopen-statement'
import { getStatement, listStatements } from '@/lib/control/statements/statement-queries'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'

let control: TestControl
let ann: Actor
let bob: Actor
let acme: TestEstate
let names = 0

beforeAll(async () => {
  control = await startTestControl()
  ann = await makeActor(control, { platformRole: 'finance' })
  bob = await makeActor(control, { platformRole: 'finance' })
})
afterAll(() => control.close())
beforeEach(async () => {
  control.clock.set(Date.parse('2026-01-01T00:00:00Z'))
  acme = await makeEstate(control.system, `acme-${++names}`)
  control.clock.set(Date.parse('2027-06-15T12:00:00Z'))
})

/** The estate's price is 0.15 and 0.60 per million, in EUR. */
const use = (day: string, more: Parameters<typeof addUsage>[2] = {}) =>
  addUsage(control, acme, {
    at: new Date(`${day}T10:00:00Z`),
    localDay: day,
    input: 1_000_000n,
    output: 0n,
    costNano: 150_000_000n,
    ...more,
  })
const price = (input: string, from = '2027-04-01T00:00:00Z', currency = 'EUR') =>
  createPrice(control.system, { model: acme.model.name, currency, effectiveFrom: from, perMillion: { input, output: '0.60' } })
const propose = (more: Partial<Parameters<typeof proposeRerating>[1]> = {}) =>
  proposeRerating(ann, { model: acme.model.name, from: '2027-04-01T00:00:00Z', reason: 'the price was wrong', ...more })
const close = (month: string) => closeStatement(ann, { month, tenantId: acme.tenant.id })
const later = () => control.clock.set(control.clock.now() + 60_000)

describe('a price for the past', () => {
  it('is due to be looked into until somebody has', async () => {
    await use('2027-04-02')
    expect((await listDueReratings(ann, {})).items.filter(({ model }) => model === acme.model.name)).toEqual([])
    later()
    await price('0.10')
    const mine = async () => (await listDueReratings(ann, {})).items.filter(({ model }) => model === acme.model.name)
    expect(await mine()).toMatchObject([{ from: '2027-04-01T00:00:00.000Z', backendId: null }])
    later()
    await propose()
    expect(await mine()).toEqual([])
  })

  it('is worked out by tenant and by day before anything is booked, and changes nothing by that', async () => {
    await use('2027-03-31')
    await use('2027-04-02')
    await use('2027-04-02')
    await use('2027-04-03', { outcome: 'refused', costNano: 0n })
    await use('2027-05-04', { costNano: null })
    await price('0.10')
    later()
    const found = await propose()
    expect(found).toMatchObject({
      state: 'proposed',
      records: 3,
      calls: 2,
      pricedCalls: 0,
      tenants: 1,
      totals: [{ currency: 'EUR', billed: '0.3', now: '0.2', difference: '-0.1' }],
    })
    expect(found.byDay.map(({ day, calls, difference }) => [day, calls, difference])).toEqual([['2027-04-02', 2, '-0.1']])
    expect(found.byTenant).toMatchObject([{ tenantName: acme.tenant.name, difference: '-0.1' }])
    expect((await close('2027-04')).totals).toEqual([{ currency: 'EUR', cost: '0.3' }])
  })

  it('gives calls a cost that had none, where there was no price when they were made', async () => {
    const other = `none-${names}`
    await control.db.price.deleteMany({ where: { model: acme.model.name } })
    await use('2027-04-02', { costNano: null })
    await price('0.10')
    later()
    const found = await propose()
    expect(found).toMatchObject({ pricedCalls: 1, totals: [{ billed: '0', now: '0.1', difference: '0.1' }] })
    await bookRerating(bob, { id: found.id })
    expect(await close('2027-04'), other).toMatchObject({ unpricedCalls: 0, totals: [{ currency: 'EUR', cost: '0.1' }] })
  })

  it('in another currency takes off the one and adds the other', async () => {
    await use('2027-04-02')
    await price('0.20', '2027-04-01T00:00:00Z', 'USD')
    await control.db.price.deleteMany({ where: { model: acme.model.name, currency: 'EUR' } })
    later()
    expect((await propose()).totals).toEqual([
      { currency: 'EUR', billed: '0.15', now: '0', difference: '-0.15' },
      { currency: 'USD', billed: '0', now: '0.2', difference: '0.2' },
    ])
  })
})

describe('a re-rating that is booked', () => {
  it('stands on the next statement where its month is closed, on its own where it is open, and the closed one stays', async () => {
    await use('2027-04-02')
    await use('2027-05-02')
    const april = await close('2027-04')
    await price('0.10')
    later()
    const found = await propose()
    await bookRerating(bob, { id: found.id })
    const may = await close('2027-05')
    expect(may.lines.map(({ kind, month, cost, sourceId }) => [kind, month, cost, sourceId])).toEqual([
      ['direct', '2027-05', '0.15', null],
      ['adjustment', '2027-05', '-0.05', found.id],
      ['adjustment', '2027-04', '-0.05', found.id],
    ])
    expect(may.lines[1]).toMatchObject({ sourceName: 'the price was wrong', calls: 0 })
    expect(may.adjustments).toEqual([{ currency: 'EUR', cost: '-0.1' }])
    expect(await getStatement(ann, { id: april.id })).toEqual(april)
    // It is said once.
    expect((await closeMonth(ann, { month: '2027-06', tenantId: acme.tenant.id })).closed).toEqual([])
    expect(
      await control.db.usageRecord.findMany({ where: { tenantId: acme.tenantUuid, costNano: { not: 150_000_000n } } }),
    ).toEqual([])
  })

  it('is billed to a tenant that uses nothing any more, too, and once however often months are re-opened', async () => {
    await use('2027-04-02')
    const april = await close('2027-04')
    await price('0.10')
    later()
    await bookRerating(bob, { id: (await propose()).id })
    const { closed } = await closeMonth(ann, { month: '2027-05', tenantId: acme.tenant.id })
    expect((await getStatement(ann, { id: closed[0]?.id ?? '' })).totals).toEqual([{ currency: 'EUR', cost: '-0.05' }])
    await reopenStatement(ann, { id: april.id, reason: 'to try it' })
    await close('2027-04')
    const { items } = await listStatements(ann, { tenantId: acme.tenant.id, state: 'closed' })
    const sum = items.flatMap(({ totals }) => totals).reduce((all, { cost }) => all + (parseNano(cost) ?? 0n), 0n)
    expect(sum).toBe(100_000_000n)
  })

  it('is booked once, however many try at once, and never by who worked it out', async () => {
    await use('2027-04-02')
    await price('0.10')
    later()
    const { id } = await propose()
    await expect(bookRerating(ann, { id })).rejects.toMatchObject({ code: 'access.self_approval' })
    const tries = await Promise.allSettled([1, 2, 3, 4, 5].map((n) => (n === 3 ? discardRerating : bookRerating)(bob, { id })))
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const one of tries) if (one.status === 'rejected') expect(one.reason.code).toBe('resource.wrong_state')
    const trail = await control.db.auditEntry.findMany({ where: { action: 'reratings.decide' }, orderBy: { version: 'desc' } })
    expect(trail[0]?.actorName).toBe(bob.name)
  })

  it('is not booked when prices have changed since, and the next one starts from what was booked', async () => {
    await use('2027-04-02')
    await price('0.10')
    later()
    const first = await propose()
    later()
    await price('0.12', '2027-04-01T00:00:01Z')
    later()
    await expect(bookRerating(bob, { id: first.id })).rejects.toMatchObject({ code: 'resource.wrong_state' })
    const second = await propose()
    await bookRerating(bob, { id: second.id })
    later()
    await price('0.15', '2027-04-01T00:00:02Z')
    later()
    // Back to what the ledger says: as much is given back as was taken.
    const third = await propose({ from: '2027-04-02T05:00:00Z', to: '2027-04-02T20:00:00Z' })
    expect(third.totals).toEqual([{ currency: 'EUR', billed: '-0.03', now: '0', difference: '0.03' }])
    await bookRerating(bob, { id: third.id })
    expect((await close('2027-04')).totals).toEqual([{ currency: 'EUR', cost: '0.15' }])
    later()
    expect((await propose()).totals).toEqual([])
  })

  it('is never changed, whoever writes SQL', async () => {
    await use('2027-04-02')
    await price('0.10')
    later()
    const { id } = await bookRerating(bob, { id: (await propose()).id })
    expect(await getRerating(ann, { id })).toMatchObject({ state: 'booked', decidedBy: bob.name })
    await expect(control.db.$executeRaw`update reratings set state = 'proposed' where state = 'booked'`).rejects.toThrow(
      /never changed/,
    )
    await expect(control.db.$executeRaw`update rerating_lines set new_nano = 0`).rejects.toThrow(/never changed/)
    await expect(control.db.$executeRaw`delete from rerating_lines`).rejects.toThrow(/never changed/)
  })
})

it('bills every call at the prices known in the end, in whatever order they are set, rated again, closed and re-opened', async () => {
  let seed = 20_261_121
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % below
  }
  const months = ['2027-01', '2027-02', '2027-03', '2027-04']
  const prices: { fromMs: number; perToken: bigint }[] = [{ fromMs: 0, perToken: 150n }]
  const calls: { atMs: number; input: bigint }[] = []
  const closed = new Map<string, string>()
  const known = (atMs: number) =>
    prices.toSorted((a, b) => b.fromMs - a.fromMs).find(({ fromMs }) => fromMs <= atMs)?.perToken ?? 0n
  const dayIn = (month: string) => `${month}-${String(1 + random(28)).padStart(2, '0')}`
  const rate = async () => {
    later()
    const { id, totals } = await propose({ from: '2026-12-01T00:00:00Z' })
    if (totals.length > 0 || random(2) === 0) await bookRerating(bob, { id })
  }
  for (let step = 0; step < 60; step++) {
    const month = months[random(months.length)] ?? ''
    const act = random(5)
    const statement = closed.get(month)
    if (act === 0 || act === 1) {
      const [day, input] = [dayIn(month), BigInt(1 + random(1_000_000))]
      const atMs = Date.parse(`${day}T10:00:00Z`)
      calls.push({ atMs, input })
      await use(day, { input, costNano: (input * known(atMs) * 1_000_000n) / 1_000_000n })
    } else if (act === 2) {
      const fromMs = Date.parse(`${dayIn(month)}T00:00:00Z`) + step
      const perToken = BigInt(1 + random(900))
      prices.push({ fromMs, perToken })
      later()
      await price(`0.${String(perToken).padStart(3, '0')}`, new Date(fromMs).toISOString())
    } else if (act === 3) await rate()
    else if (statement === undefined) closed.set(month, (await close(month)).id)
    else {
      await reopenStatement(ann, { id: statement, reason: 'to try it' })
      closed.delete(month)
    }
  }
  await rate()
  for (const month of months) if (!closed.has(month)) await close(month)
  await closeMonth(ann, { month: '2027-05', tenantId: acme.tenant.id })
  const { items } = await listStatements(ann, { tenantId: acme.tenant.id, state: 'closed', limit: 100 })
  const billed = items.flatMap(({ totals }) => totals).reduce((sum, { cost }) => sum + (parseNano(cost) ?? 0n), 0n)
  expect(calls.length).toBeGreaterThan(10)
  expect(billed).toBe(calls.reduce((sum, { atMs, input }) => sum + input * known(atMs), 0n))
}, 120_000)
