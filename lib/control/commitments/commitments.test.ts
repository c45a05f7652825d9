import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parseNano } from '@/lib/base/money'
import {
  createCommitment,
  endCommitment,
  getCommitment,
  listCommitments,
  reallocateCommitment,
} from '@/lib/control/commitments/commitment-operations'
import { getCommitmentUse } from '@/lib/control/commitments/commitment-use'
import { closeMonth, getClosing } from '@/lib/control/statements/close-month'
import { closeStatement } from '@/lib/control/statements/close-statement'
import { getStatement } from '@/lib/control/statements/statement-queries'
import { createTenant, updateTenant } from '@/lib/control/tenants/tenant-commands'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'

let control: TestControl
let finance: Actor
let acme: TestEstate
let beta: TestEstate
let owner: { id: string; name: string }

beforeAll(async () => {
  control = await startTestControl()
  finance = await makeActor(control, { platformRole: 'finance' })
})
afterAll(() => control.close())
beforeEach(async () => {
  await control.close()
  control = await startTestControl()
  finance = await makeActor(control, { platformRole: 'finance' })
  control.clock.set(Date.parse('2027-05-15T12:00:00Z'))
  acme = await makeEstate(control.system, 'acme')
  beta = await makeEstate(control.system, 'beta')
  owner = await createTenant(control.system, { name: 'platform', costCentre: 'CC-0', timeZone: 'UTC', currency: 'EUR' })
})

/** A hundred weighted tokens an hour, for 0.0000001 EUR: a nano for each. */
const commit = (more: Partial<Parameters<typeof createCommitment>[1]> = {}) =>
  createCommitment(finance, {
    name: 'Sweden PTU',
    backendId: acme.backend.id,
    currency: 'EUR',
    units: 50,
    hourlyCost: '0.00000012',
    perMinute: 2,
    outputWeight: 4,
    from: '2027-04-01T00:20:00Z',
    until: '2027-04-01T03:00:00Z',
    ownerId: owner.id,
    ...more,
  })
/** At acme's backend, whoever it is. */
const use = (at: string, estate: TestEstate, input: bigint, output = 0n) => {
  const there = { ...estate, backend: acme.backend }
  return addUsage(control, there, { at: new Date(at), localDay: '2027-04-01', input, output, costNano: 0n })
}
const close = (tenantId: string) => closeStatement(finance, { month: '2027-04', tenantId })
const linesOf = (statement: Awaited<ReturnType<typeof close>>) =>
  statement.lines.filter(({ kind }) => kind !== 'direct').map(({ kind, isUsed, cost }) => [kind, isUsed, Number(parseNano(cost))])

describe('provisioned throughput', () => {
  it('is for whole hours of one backend, once, and reserves no more than there is', async () => {
    const commitment = await commit({ idleRule: 'reservation', reservations: [{ tenantId: acme.tenant.id, units: 20 }] })
    expect(commitment).toMatchObject({
      from: '2027-04-01T00:00:00.000Z',
      until: '2027-04-01T03:00:00.000Z',
      state: 'over',
      reservations: [{ tenantName: 'acme', units: 20 }],
      allocatedThrough: null,
    })
    await expect(commit()).rejects.toMatchObject({ code: 'resource.conflict' })
    await expect(commit({ reservations: [{ tenantId: acme.tenant.id, units: 51 }] })).rejects.toMatchObject({
      code: 'request.invalid',
    })
    await expect(commit({ until: '2027-04-01T00:40:00Z' })).rejects.toMatchObject({ code: 'request.invalid' })
    expect((await listCommitments(finance, { state: 'over' })).items.map(({ id }) => id)).toEqual([commitment.id])
    expect((await listCommitments(finance, { state: 'running' })).items).toEqual([])
  })

  it('is paid by who used it, the idle part by its owner, and all statements together come to what it cost', async () => {
    await commit()
    await use('2027-04-01T00:10:00Z', acme, 30n)
    await use('2027-04-01T00:50:00Z', beta, 10n, 5n)
    await use('2027-04-01T01:10:00Z', beta, 400n)
    const closed = await Promise.all([acme.tenant.id, beta.tenant.id].map(close))
    // Berlin's April is over, UTC's too: three hours, of which acme used 30 of 120, beta 30 of 120 and then all.
    expect(closed.map(linesOf)).toEqual([[['shared', true, 30]], [['shared', true, 150]]])
    expect(closed[0]?.lines.find(({ kind }) => kind === 'shared')).toMatchObject({
      sourceName: 'Sweden PTU',
      productName: acme.product.name,
    })
    const platform = await close(owner.id)
    expect(linesOf(platform)).toEqual([['shared', false, 180]])
    expect(platform).toMatchObject({ calls: 0, shared: [{ currency: 'EUR', cost: '0.00000018' }] })
    expect(platform.lines[0]).toMatchObject({ productId: null, productName: 'none', isUsed: false })
  })

  it('gives its owner a statement though it used nothing itself, when all of a month is closed', async () => {
    await commit()
    expect(await getClosing(finance, { month: '2027-04' })).toMatchObject({ tenants: 1, open: 1 })
    const { closed } = await closeMonth(finance, { month: '2027-04' })
    const statement = await getStatement(finance, { id: closed[0]?.id ?? '' })
    expect([statement.tenantName, statement.totals]).toEqual(['platform', [{ currency: 'EUR', cost: '0.00000036' }]])
  })

  it('splits an hour that lies in two months of one tenant, and waits until it is over', async () => {
    control.clock.set(Date.parse('2027-04-20T00:00:00Z'))
    await updateTenant(control.system, { id: beta.tenant.id, timeZone: 'Asia/Kathmandu' }, { ifMatch: '*' })
    await commit({ from: '2027-05-31T18:00:00Z', until: '2027-05-31T20:00:00Z' })
    const there = { ...beta, backend: acme.backend }
    // Midnight is at 18:15.
    const add = (at: string, localDay: string, input: bigint) =>
      addUsage(control, there, { at: new Date(at), localDay, input, output: 0n, costNano: 0n })
    await add('2027-05-31T18:10:00Z', '2027-05-31', 30n)
    await add('2027-05-31T18:20:00Z', '2027-06-01', 60n)
    const may = () => closeStatement(finance, { month: '2027-05', tenantId: beta.tenant.id })
    control.clock.set(Date.parse('2027-05-31T18:59:00Z'))
    await expect(may()).rejects.toMatchObject({ public: expect.stringContaining('2027-05-31T19:00') })
    control.clock.set(Date.parse('2027-05-31T19:00:00Z'))
    expect(linesOf(await may())).toEqual([['shared', true, 30]])
    control.clock.set(Date.parse('2027-07-15T00:00:00Z'))
    expect(linesOf(await closeStatement(finance, { month: '2027-06', tenantId: beta.tenant.id }))).toEqual([['shared', true, 60]])
  })

  it('is allocated again after late calls: the differences are on the next statements and come to nothing', async () => {
    const { id } = await commit()
    await use('2027-04-01T00:10:00Z', acme, 30n)
    await close(acme.tenant.id)
    await close(owner.id)
    await use('2027-04-01T00:50:00Z', acme, 60n)
    expect((await getCommitment(finance, { id })).allocatedThrough).toBe('2027-04-01T03:00:00.000Z')
    await reallocateCommitment(finance, { id })
    await reallocateCommitment(finance, { id })
    control.clock.set(Date.parse('2027-06-15T12:00:00Z'))
    const { closed } = await closeMonth(finance, { month: '2027-05' })
    const next = await Promise.all(closed.map(({ id: one }) => getStatement(finance, { id: one })))
    const costs = next.flatMap((statement) => linesOf(statement).filter(([, isUsed]) => isUsed !== null))
    expect(costs.sort()).toEqual([
      ['adjustment', false, -60],
      ['adjustment', true, 60],
    ])
  })

  it('ends no earlier than what was allocated or has begun, and not in a month somebody has a statement of', async () => {
    control.clock.set(Date.parse('2027-05-10T12:10:00Z'))
    const { id } = await commit({ until: '2027-06-01T00:00:00Z' })
    await close(owner.id)
    await expect(endCommitment(finance, { id, until: '2027-04-20T00:00:00Z' })).rejects.toMatchObject({ code: 'request.invalid' })
    // Its calls since then were billed as paid for by the hour: somebody must pay those hours.
    await expect(endCommitment(finance, { id, until: '2027-05-10T11:00:00Z' })).rejects.toMatchObject({
      public: expect.stringContaining('2027-05-10T13:00'),
    })
    expect(await endCommitment(finance, { id, until: '2027-05-20T10:59:00Z' })).toMatchObject({
      until: '2027-05-20T10:00:00.000Z',
    })
    await expect(commit({ backendId: beta.backend.id })).rejects.toMatchObject({ public: expect.stringContaining('statement') })
  })

  it('shows what was used, what was idle and what spilled over', async () => {
    const { id } = await commit()
    await use('2027-04-01T00:10:00Z', acme, 30n)
    await addUsage(control, { ...acme, backend: beta.backend }, { at: new Date('2027-04-01T01:10:00Z'), costNano: 7n })
    const shown = await getCommitmentUse(finance, { id, from: '2027-03-30', to: '2027-04-02' })
    expect(shown.total).toEqual({
      hours: 3,
      cost: '0.00000036',
      usedCost: '0.00000003',
      idleCost: '0.00000033',
      usedPercent: 8.33,
      fullHours: 0,
      calls: 1,
      spillCalls: 1,
      spill: [{ currency: 'EUR', cost: '0.000000007' }],
    })
    expect(shown.days.map(({ day }) => day)).toEqual(['2027-04-01'])
    expect(shown.tenants.map(({ tenantName, usedCost, idleCost }) => [tenantName, usedCost, idleCost])).toEqual([
      ['platform', '0', '0.00000033'],
      ['acme', '0.00000003', '0'],
    ])
    expect(shown.tenants.reduce((sum, one) => sum + (parseNano(one.usedCost) ?? 0n) + (parseNano(one.idleCost) ?? 0n), 0n)).toBe(
      360n,
    )
  })
})
