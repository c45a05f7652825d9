/** Whatever was set for a time before it was, and changes what calls should have cost, is named until somebody looks into it. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { createCommitment } from '@/lib/control/commitments/commitment-operations'
import { createContract } from '@/lib/control/price-contracts/contract-operations'
import { listDueReratings } from '@/lib/control/reratings/due-reratings'
import { proposeRerating } from '@/lib/control/reratings/rerating-operations'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'

let control: TestControl
let ann: Actor
let acme: TestEstate
let beta: TestEstate

beforeEach(async () => {
  control = await startTestControl()
  ann = await makeActor(control, { platformRole: 'finance' })
  control.clock.set(Date.parse('2026-01-01T00:00:00Z'))
  acme = await makeEstate(control.system, 'acme')
  beta = await makeEstate(control.system, 'beta')
  control.clock.set(Date.parse('2027-06-15T12:00:00Z'))
})
afterEach(() => control.close())

const use = (estate: TestEstate, day: string, costNano = 150_000_000n) =>
  addUsage(control, estate, { at: new Date(`${day}T10:00:00Z`), input: 1_000_000n, output: 0n, costNano })
const later = () => control.clock.set(control.clock.now() + 60_000)
const due = async () => (await listDueReratings(ann, {})).items
const agree = (more: Partial<Parameters<typeof createContract>[1]>) =>
  createContract(control.system, { name: 'half', kind: 'discount', percent: 50, effectiveFrom: '2027-04-01T00:00:00Z', ...more })

it('a contract for the past, for the models of whom it is about', async () => {
  await use(acme, '2027-04-02')
  await use(beta, '2027-04-02')
  await use(beta, '2027-03-31')
  later()
  await agree({ tenantId: acme.tenant.id })
  expect(await due()).toMatchObject([
    {
      model: acme.model.name,
      backendId: null,
      from: '2027-04-01T00:00:00.000Z',
      reason: 'Contract half from 2027-04-01 on, set on 2027-06-15',
    },
  ])
  later()
  const found = await proposeRerating(ann, { model: acme.model.name, from: '2027-04-01T00:00:00Z', reason: 'agreed on' })
  expect(found.totals).toEqual([{ currency: 'EUR', billed: '0.15', now: '0.075', difference: '-0.075' }])
  expect(await due()).toEqual([])
})

it('a contract of a tenant is about those below it, one of a product about that', async () => {
  await use(beta, '2027-04-02')
  await control.db.tenant.update({ where: { id: beta.tenantUuid }, data: { parentId: acme.tenantUuid } })
  later()
  await agree({ tenantId: acme.tenant.id, productId: acme.product.id })
  expect(await due()).toEqual([])
  await agree({ tenantId: acme.tenant.id })
  expect((await due()).map(({ model }) => model)).toEqual([beta.model.name])
})

it('no contract from now on, nor one of a time nobody paid anything in', async () => {
  await use(acme, '2027-03-31')
  await use(acme, '2027-04-02', 0n)
  later()
  await agree({ tenantId: acme.tenant.id })
  await agree({ tenantId: acme.tenant.id, kind: 'margin', effectiveFrom: new Date(control.clock.now()).toISOString() })
  expect(await due()).toEqual([])
})

it('a commitment registered after hours of it that were billed by token', async () => {
  await use(acme, '2027-06-10')
  await use(beta, '2027-06-10')
  const term = { from: '2027-06-10T00:00:00Z', until: '2027-06-11T00:00:00Z', units: 1, perMinute: 100_000, outputWeight: 4 }
  const price = { currency: 'EUR', hourlyCost: '1', ownerId: acme.tenant.id, idleRule: 'central' as const }
  await createCommitment(ann, { name: 'ptu', backendId: acme.backend.id, reservations: [], ...term, ...price })
  expect(await due()).toMatchObject([{ model: acme.model.name, backendId: acme.backend.id, from: '2027-06-10T00:00:00.000Z' }])
  later()
  const found = await proposeRerating(ann, { model: acme.model.name, from: '2027-06-10T00:00:00Z', reason: 'paid by the hour' })
  expect(found.totals).toEqual([{ currency: 'EUR', billed: '0.15', now: '0', difference: '-0.15' }])
  expect(await due()).toEqual([])
})
