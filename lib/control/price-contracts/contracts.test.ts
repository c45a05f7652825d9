import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { createContract, listContracts } from '@/lib/control/price-contracts/contract-operations'
import { knownContract } from '@/lib/control/prices/known-price'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { termsAt } from '@/lib/policy/pricing/contract'

let control: TestControl
let finance: Actor
let acme: TestEstate

beforeAll(async () => {
  control = await startTestControl()
  finance = await makeActor(control, { platformRole: 'finance' })
  acme = await makeEstate(control.system)
})
afterAll(() => control.close())

const agree = (more: Partial<Parameters<typeof createContract>[1]>) =>
  createContract(finance, {
    name: 'frame',
    kind: 'discount',
    percent: 12.5,
    effectiveFrom: '2026-11-01T00:00:00Z',
    ...more,
  })

describe('a contract', () => {
  it('is for a tenant, a product or a provider, from a date on, and is followed by the next of its kind', async () => {
    await expect(agree({})).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(agree({ provider: 'openai', percent: 101 })).rejects.toMatchObject({ code: 'request.invalid' })
    await expect(agree({ provider: 'openai', percent: 1.23456 })).rejects.toMatchObject({ code: 'request.invalid' })
    const first = await agree({ tenantId: acme.tenant.id })
    expect(first).toMatchObject({ percent: 12.5, tenantName: 'acme', effectiveTo: null })
    await expect(agree({ tenantId: acme.tenant.id })).rejects.toMatchObject({ code: 'resource.conflict' })
    await agree({ tenantId: acme.tenant.id, percent: 0, effectiveFrom: '2026-12-01T00:00:00Z' })
    const { items } = await listContracts(finance, { tenantId: acme.tenant.id, state: 'in-force' })
    expect(items).toMatchObject([{ id: first.id, effectiveTo: '2026-12-01T00:00:00.000Z' }])
    control.clock.set(Date.parse('2026-12-02T00:00:00Z'))
    expect((await listContracts(finance, { tenantId: acme.tenant.id, state: 'in-force' })).items).toEqual([])
    expect((await listContracts(finance, { tenantId: acme.tenant.id, state: 'past' })).items).toHaveLength(2)
  })

  it('means to the rules of pricing what it says', async () => {
    await agree({ kind: 'margin', productId: acme.product.id, percent: 3.0001, effectiveFrom: '2026-02-01T00:00:00Z' })
    const contracts = (await control.db.priceContract.findMany()).map(knownContract)
    const productId = contracts.find((one) => one.productId)?.productId ?? ''
    const scope = { tenantIds: [acme.tenantUuid], productId, provider: null }
    expect(termsAt(contracts, scope, Date.parse('2026-11-15'))?.factor).toBe((1_000_000n - 125_000n) * 1_030_001n)
  })

  it('of two that come at once is one', async () => {
    const tries = await Promise.allSettled([1, 2].map(() => agree({ provider: 'mistral' })))
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})
