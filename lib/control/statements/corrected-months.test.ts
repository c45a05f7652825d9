/** What is corrected of a month that was closed long ago is billed, though its tenant uses nothing any more. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { createCommitment, reallocateCommitment } from '@/lib/control/commitments/commitment-operations'
import { createPrice } from '@/lib/control/prices/price-operations'
import { bookRerating, proposeRerating } from '@/lib/control/reratings/rerating-operations'
import { closeMonth } from '@/lib/control/statements/close-month'
import { closeStatement } from '@/lib/control/statements/close-statement'
import { reopenStatement } from '@/lib/control/statements/reopen-statement'
import { getStatement } from '@/lib/control/statements/statement-queries'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { correctedMonths } from '@/lib/db/corrected-months'

let control: TestControl
let ann: Actor
let bob: Actor
let acme: TestEstate

beforeEach(async () => {
  control = await startTestControl()
  ann = await makeActor(control, { platformRole: 'finance' })
  bob = await makeActor(control, { platformRole: 'finance' })
  control.clock.set(Date.parse('2023-01-01T00:00:00Z'))
  acme = await makeEstate(control.system, 'acme')
  control.clock.set(Date.parse('2027-06-15T12:00:00Z'))
})
afterEach(() => control.close())

const use = (at: string, more: Parameters<typeof addUsage>[2] = {}) =>
  addUsage(control, acme, { at: new Date(at), input: 1_000_000n, output: 0n, costNano: 150_000_000n, ...more })
const close = (month: string) => closeStatement(ann, { month, tenantId: acme.tenant.id })
const later = () => control.clock.set(control.clock.now() + 60_000)
const owed = async () => (await correctedMonths(control.db, new Date('2027-07-01'), acme.tenantUuid)).map(({ month }) => month)
const rerate = async (from: string) => {
  const perMillion = { input: '0.10', output: '0.60' }
  await createPrice(control.system, { model: acme.model.name, currency: 'EUR', effectiveFrom: from, perMillion })
  later()
  const { id } = await proposeRerating(ann, { model: acme.model.name, from, reason: 'the price was wrong' })
  await bookRerating(bob, { id })
}
const closeAll = async (month: string) => {
  const { closed } = await closeMonth(ann, { month, tenantId: acme.tenant.id })
  const statements = await Promise.all(closed.map(({ id }) => getStatement(ann, { id })))
  return statements.map(({ totals, lines }) => [totals, lines.map(({ kind, month: of, cost }) => [kind, of, cost])])
}

it('by a re-rating, once, however old the month is', async () => {
  await use('2027-01-05T10:00:00Z')
  await close('2027-01')
  await rerate('2027-01-01T00:00:00Z')
  expect(await owed()).toEqual(['2027-01'])
  expect(await closeAll('2027-05')).toEqual([[[{ currency: 'EUR', cost: '-0.05' }], [['adjustment', '2027-01', '-0.05']]]])
  expect(await owed()).toEqual([])
  control.clock.set(Date.parse('2027-07-15T12:00:00Z'))
  expect(await closeAll('2027-06')).toEqual([])
})

it('by a re-rating of one further back than late calls are looked for', async () => {
  await use('2024-01-05T10:00:00Z')
  await close('2024-01')
  // Closed since, and nothing in them.
  const about = { version: 1, tenantName: acme.tenant.name, costCentre: 'CC', timeZone: 'UTC', closedBy: 'tests' }
  const made = { tenantId: acme.tenantUuid, closedAt: new Date(control.clock.now()), ...about }
  await control.db.statement.createMany({
    data: Array.from({ length: 36 }, (_, i) => ({ ...made, number: 100 + i, month: new Date(Date.UTC(2024, 1 + i, 1)) })),
  })
  await rerate('2024-01-01T00:00:00Z')
  expect(await closeAll('2027-05')).toEqual([[[{ currency: 'EUR', cost: '-0.05' }], [['adjustment', '2024-01', '-0.05']]]])
  expect(await owed()).toEqual([])
})

it('on no statement while its own month is open again', async () => {
  await use('2027-01-05T10:00:00Z')
  const january = await close('2027-01')
  await rerate('2027-01-01T00:00:00Z')
  await reopenStatement(ann, { id: january.id, reason: 'to try it' })
  expect(await owed()).toEqual([])
  expect(await closeAll('2027-05')).toEqual([])
  expect((await close('2027-01')).totals).toEqual([{ currency: 'EUR', cost: '0.1' }])
  expect(await owed()).toEqual([])
})

it('by a commitment that is allocated again', async () => {
  const term = { from: '2027-01-05T00:00:00Z', until: '2027-01-05T02:00:00Z', units: 1, perMinute: 2, outputWeight: 4 }
  const beta = await makeEstate(control.system, 'beta')
  const price = { currency: 'EUR', hourlyCost: '0.00000012', ownerId: beta.tenant.id, idleRule: 'central' as const }
  const { id } = await createCommitment(ann, {
    name: 'ptu',
    backendId: acme.backend.id,
    reservations: [],
    ...term,
    ...price,
  })
  await use('2027-01-05T00:10:00Z', { input: 30n, costNano: 0n })
  await close('2027-01')
  await use('2027-01-05T01:10:00Z', { input: 60n, costNano: 0n })
  await reallocateCommitment(ann, { id })
  expect(await owed()).toEqual(['2027-01'])
  expect((await closeAll('2027-05')).map(([totals]) => totals)).toEqual([[{ currency: 'EUR', cost: '0.00000006' }]])
  expect(await owed()).toEqual([])
})
