/** What a re-rating may rest on: the price a call was billed at, records that are still there, prices that have not changed meanwhile. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { newUuid, parsePublicId } from '@/lib/base/ids'
import { createCommitment, endCommitment } from '@/lib/control/commitments/commitment-operations'
import { createContract } from '@/lib/control/price-contracts/contract-operations'
import { createPrice } from '@/lib/control/prices/price-operations'
import { bookRerating, proposeRerating } from '@/lib/control/reratings/rerating-operations'
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
const priceOf = (model: string, input: string, from: string) =>
  createPrice(control.system, { model, currency: 'EUR', effectiveFrom: from, perMillion: { input, output: '0.60' } })
const price = (input: string, from = '2027-04-01T00:00:00Z') => priceOf(acme.model.name, input, from)
const propose = (more: Partial<Parameters<typeof proposeRerating>[1]> = {}, who = ann) =>
  proposeRerating(who, { model: acme.model.name, from: '2027-04-01T00:00:00Z', reason: 'the price was wrong', ...more })
const later = () => control.clock.set(control.clock.now() + 60_000)
const backendId = () => parsePublicId('backend', acme.backend.id) ?? ''
const isWrongState = { code: 'resource.wrong_state' }

/** Works one out while somebody does something else, after its first call was asked for and before it is read. */
async function proposeDuring(act: () => Promise<unknown>, more: Parameters<typeof propose>[0] = {}) {
  let isLocked = () => {}
  let release = () => {}
  const locked = new Promise<void>((resolve) => {
    isLocked = resolve
  })
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const lock = control.db.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe('lock table usage_records in access exclusive mode')
      isLocked()
      await held
    },
    { timeout: 60_000 },
  )
  await locked
  const found = propose(more, bob)
  found.catch(() => {})
  const waiting = async () =>
    (
      await control.db.$queryRaw<
        { n: bigint }[]
      >`select count(*) as n from pg_locks where not granted and relation = 'usage_records'::regclass`
    )[0]?.n
  await expect.poll(waiting, { timeout: 30_000, interval: 5 }).toBe(1n)
  await act()
  release()
  await lock
  return found
}

describe('a call that another model answered', () => {
  /** At 0.15 per million, too. */
  const makeSpare = async () => {
    control.clock.set(Date.parse('2026-01-01T00:00:00Z'))
    const { name } = (await makeEstate(control.system, `spare-${names}`)).model
    control.clock.set(Date.parse('2027-06-15T12:00:00Z'))
    return name
  }

  it('is rated by the price it was billed at, under the model of that price', async () => {
    const spare = await makeSpare()
    const { id: priceId } = await control.db.price.findFirstOrThrow({ where: { model: spare } })
    const call = await use('2027-04-02')
    await control.db.usageRecord.updateMany({ where: { id: call }, data: { priceId } })
    await price('0.90')
    later()
    expect(await propose()).toMatchObject({ records: 0, totals: [] })
    await priceOf(spare, '0.40', '2027-04-01T00:00:00Z')
    later()
    const found = await propose({ model: spare })
    expect(found).toMatchObject({ records: 1, totals: [{ billed: '0.15', now: '0.4', difference: '0.25' }] })
    await bookRerating(bob, { id: found.id })
    later()
    expect((await propose({ model: spare })).totals).toEqual([])
  })

  it('and that had no price is known by what its backend calls that model', async () => {
    const spare = await makeSpare()
    await control.db.price.deleteMany({ where: { model: { in: [spare, acme.model.name] } } })
    await control.db.deployment.create({ data: { backendId: backendId(), model: spare, name: `its ${spare}` } })
    const call = await use('2027-04-02', { costNano: null })
    await control.db.usageRecord.updateMany({ where: { id: call }, data: { deployment: `its ${spare}` } })
    await price('0.10')
    await priceOf(spare, '0.40', '2027-04-01T00:00:00Z')
    later()
    expect((await propose()).totals).toEqual([])
    expect(await propose({ model: spare })).toMatchObject({ pricedCalls: 1, totals: [{ now: '0.4' }] })
  })
})

describe('records that are no longer kept', () => {
  const expire = () => control.db.$queryRaw`select expire_usage_partition('usage_records', '2025-04-01'::date, true)`
  const old = { from: '2025-04-01T00:00:00Z' }

  it('leave what was booked of them as it is, and are not looked for', async () => {
    await control.db.$queryRaw`select ensure_usage_partitions('2025-04-01'::timestamptz, 1)`
    await use('2025-04-02')
    await use('2025-05-02')
    await price('0.10', old.from)
    later()
    const first = await propose(old)
    await bookRerating(bob, { id: first.id })
    later()
    await expire()
    await expect(propose(old)).rejects.toMatchObject({ code: 'request.invalid' })
    expect(await propose({ from: '2025-05-01T00:00:00Z' })).toMatchObject({ from: '2025-05-01T00:00:00.000Z', totals: [] })
    await price('0.05', '2025-05-01T00:00:00Z')
    later()
    const next = await propose({ from: '2025-05-02T00:00:00Z' })
    expect(next.byDay.map(({ day, difference }) => [day, difference])).toEqual([['2025-05-02', '-0.05']])
  })
})

describe('what changes while calls are read', () => {
  it('a price', async () => {
    await use('2027-04-02')
    await price('0.10')
    later()
    await expect(proposeDuring(() => price('0.50', '2027-04-01T00:00:01Z'))).rejects.toMatchObject(isWrongState)
  })

  it('another re-rating that is booked', async () => {
    await use('2027-04-02')
    await use('2027-04-20')
    await price('0.10')
    later()
    const wide = await propose()
    const narrow = { from: '2027-04-20T00:00:00Z', to: '2027-04-21T00:00:00Z' }
    await expect(proposeDuring(() => bookRerating(bob, { id: wide.id }), narrow)).rejects.toMatchObject(isWrongState)
  })

  it('a commitment that ends earlier, after it was worked out', async () => {
    await use('2027-06-20')
    const commitment = await createCommitment(ann, {
      name: `c${names}`,
      backendId: acme.backend.id,
      currency: 'EUR',
      units: 1,
      hourlyCost: '1',
      perMinute: 100_000,
      outputWeight: 4,
      from: '2027-06-16T00:00:00Z',
      until: '2027-07-11T00:00:00Z',
      ownerId: acme.tenant.id,
      idleRule: 'central',
      reservations: [],
    })
    const found = await propose({ to: '2027-06-30T00:00:00Z' })
    expect(found.totals).toMatchObject([{ difference: '-0.15' }])
    await endCommitment(ann, { id: commitment.id, until: '2027-06-17T00:00:00Z' })
    await expect(bookRerating(bob, { id: found.id })).rejects.toMatchObject(isWrongState)
  })
})

it('leaves calls as they were billed whose backend is gone, where contracts are about providers', async () => {
  await price('0.10')
  const terms = { kind: 'discount', percent: 50, provider: 'azure-openai', effectiveFrom: '2027-01-01T00:00:00Z' } as const
  await createContract(control.system, { name: `d${names}`, ...terms })
  await use('2027-04-02')
  const gone = await use('2027-04-03')
  await control.db.usageRecord.updateMany({ where: { id: gone }, data: { backendId: newUuid() } })
  later()
  expect((await propose()).byDay).toMatchObject([{ day: '2027-04-02', billed: '0.15', now: '0.05' }])
})
