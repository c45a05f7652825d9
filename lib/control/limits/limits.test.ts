import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { parsePublicId } from '@/lib/base/ids'
import type { LimitCreate } from '@/lib/contracts/limit'
import { createLimit, deleteLimit, raiseLimit, updateLimit } from '@/lib/control/limits/limit-commands'
import { getLimit, getLimitUsage, listLimits } from '@/lib/control/limits/limit-queries'
import { getMyUsage } from '@/lib/control/me/my-usage'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let acme: TestEstate
let beta: TestEstate
let admin: Actor
let owner: Actor

beforeAll(async () => {
  control = await startTestControl()
  acme = await makeEstate(control.system, 'acme')
  beta = await makeEstate(control.system, 'beta')
  admin = await makeActor(control, { platformRole: 'admin' })
  owner = await makeActor(control, { memberships: { [acme.tenantUuid]: 'owner' } })
})

afterAll(() => control.close())

const any = { ifMatch: '*' }
const minute = { kind: 'rate' as const, seconds: 60 }
const invalid = { code: 'request.invalid' }

describe('a limit', () => {
  it('takes every measure and window', async () => {
    const wanted: LimitCreate[] = [
      { name: 'rpm', scope: {}, measure: 'requests', window: minute, amount: 600 },
      {
        name: 'tpm',
        scope: { productId: acme.product.id },
        countBy: 'subscription',
        measure: 'tokens',
        window: minute,
        amount: 90_000,
      },
      {
        name: 'daily in',
        scope: { model: 'acme-mini' },
        measure: 'inputTokens',
        window: { kind: 'quota', period: 'day' },
        amount: 10 ** 15,
      },
      {
        name: 'weekly out',
        scope: { subscriptionId: acme.subscription.id },
        measure: 'outputTokens',
        window: { kind: 'quota', period: 'week' },
        amount: 1,
      },
      {
        name: 'budget',
        scope: { tenantId: acme.tenant.id },
        measure: 'cost',
        window: { kind: 'quota', period: 'month' },
        amount: '250.5',
      },
      { name: 'at once', scope: { keyId: acme.key.id }, measure: 'concurrency', amount: 8 },
      {
        name: 'by team',
        scope: { tenantId: acme.tenant.id },
        countBy: { header: 'X-Team' },
        measure: 'tokens',
        window: minute,
        amount: 5,
      },
    ]
    const made = []
    for (const input of wanted) made.push(await createLimit(admin, input))
    expect(made.map((limit) => limit.countBy)).toEqual([
      'platform',
      'subscription',
      'platform',
      'subscription',
      'tenant',
      'key',
      { header: 'x-team' },
    ])
    expect(made[4]).toMatchObject({
      amount: '250.5',
      currency: 'EUR',
      window: { kind: 'quota', period: 'month' },
      timeZone: null,
    })
    expect(made[0]).toMatchObject({
      mode: 'strict',
      onExceed: 'refuse',
      quotaStatus: 403,
      scopeLabel: 'the whole platform',
      timeZone: 'UTC',
    })
    expect(made[4]?.scopeLabel).toBe('tenant acme')
  })

  it('names what does not fit together', async () => {
    const base = { name: 'wrong', measure: 'tokens' as const, window: minute, amount: 1 }
    const other = { scope: { subscriptionId: acme.subscription.id, productId: beta.product.id } }
    await expect(createLimit(admin, { ...base, ...other })).rejects.toMatchObject(invalid)
    await expect(createLimit(admin, { ...base, amount: '1.5' })).rejects.toMatchObject(invalid)
    await expect(createLimit(admin, { ...base, currency: 'EUR' })).rejects.toMatchObject(invalid)
    await expect(createLimit(admin, { ...base, window: undefined })).rejects.toMatchObject(invalid)
    await expect(createLimit(admin, { ...base, measure: 'cost' })).rejects.toMatchObject(invalid)
    await expect(createLimit(admin, { ...base, countBy: { claim: 'team' } })).rejects.toMatchObject(invalid)
    await expect(createLimit(admin, { ...base, measure: 'cost', currency: 'USD', amount: '9999999' })).rejects.toMatchObject(
      invalid,
    )
  })

  it('is raised until a time, and afterwards is what it was', async () => {
    const until = '2026-11-16T00:00:00Z'
    const raised = await raiseLimit(admin, { id: acme.limit.id, amount: 500_000, until, reason: 'Launch day' })
    expect(raised).toMatchObject({ amount: 100_000, effectiveAmount: 500_000, raisedAmount: 500_000 })
    await expect(raiseLimit(admin, { id: acme.limit.id, amount: 1, until })).rejects.toMatchObject(invalid)
    control.clock.advance(24 * 3_600_000)
    expect(await getLimit(admin, { id: acme.limit.id })).toMatchObject({ amount: 100_000, effectiveAmount: 100_000 })
  })

  it('changes in amount, never in what it counts', async () => {
    const changed = await updateLimit(admin, { id: acme.limit.id, amount: 200_000, thresholds: [90] }, any)
    expect(changed).toMatchObject({ amount: 200_000, thresholds: [90] })
    await expect(updateLimit(admin, { id: acme.limit.id, measure: 'requests' } as never, any)).rejects.toMatchObject(invalid)
  })
})

describe('a tenant’s owner', () => {
  const own = () => ({
    name: 'own',
    scope: { tenantId: acme.tenant.id },
    measure: 'requests' as const,
    window: minute,
    amount: 10,
  })

  it('adds limits within the own tenant, and changes only those', async () => {
    const added = await createLimit(owner, own())
    expect(added.setByOwner).toBe(true)
    expect((await updateLimit(owner, { id: added.id, amount: 20 }, any)).amount).toBe(20)
    expect(await deleteLimit(owner, { id: added.id }, any)).toEqual({ deleted: true })
  })

  it('lifts nothing that the platform set', async () => {
    const missing = { code: 'resource.not_found' }
    await expect(updateLimit(owner, { id: acme.limit.id, amount: 10 ** 9 }, any)).rejects.toMatchObject(missing)
    await expect(deleteLimit(owner, { id: acme.limit.id }, any)).rejects.toMatchObject(missing)
    await expect(raiseLimit(owner, { id: acme.limit.id, amount: 10 ** 9, until: '2027-01-01T00:00:00Z' })).rejects.toMatchObject({
      code: 'access.denied',
    })
  })

  it('limits nobody else', async () => {
    await expect(createLimit(owner, { ...own(), scope: {} })).rejects.toMatchObject({ code: 'access.denied' })
    for (const scope of [{ tenantId: beta.tenant.id }, { subscriptionId: beta.subscription.id }, { keyId: beta.key.id }]) {
      await expect(createLimit(owner, { ...own(), scope })).rejects.toMatchObject(invalid)
    }
  })

  it('sees the own limits and the general ones, not those of others', async () => {
    const names = (await listLimits(owner, { limit: 1000 })).items.map((limit) => limit.name)
    expect(names).toContain('acme quota')
    expect(names).toContain('tpm')
    expect(names).not.toContain('beta quota')
    expect(names).not.toContain('rpm')
  })
})

describe('usage against limits', () => {
  it('shows the own counters only', async () => {
    const tpm = (await listLimits(admin, { search: 'tpm' })).items[0]?.id ?? ''
    const limitId = parsePublicId('limit', tpm) ?? ''
    const counter = (estate: TestEstate, used: number) => ({
      limitId,
      countKey: parsePublicId('subscription', estate.subscription.id) ?? '',
      used,
      held: 5,
      resetAtMs: Date.parse('2026-11-17T00:00:00Z'),
    })
    control.usage.push(counter(acme, 1200), counter(beta, 9999))
    const mine = { countKey: acme.subscription.id, used: 1200, held: 5, resetsAt: '2026-11-17T00:00:00.000Z' }
    expect((await getLimitUsage(owner, { id: tpm })).counters).toEqual([{ ...mine, countName: acme.subscription.name }])
    expect((await getLimitUsage(admin, { id: tpm })).counterCount).toBe(2)
    const { subscriptions } = await getMyUsage(owner, {})
    expect(subscriptions.map((entry) => entry.subscription.id)).toEqual([acme.subscription.id])
    const limits = subscriptions[0]?.limits ?? []
    expect(limits.find((entry) => entry.limit.name === 'tpm')?.counters).toEqual([mine])
    const untouched = limits.find((entry) => entry.limit.name === 'budget')?.counters
    expect(untouched).toEqual([{ countKey: acme.tenant.id, used: '0', held: '0', resetsAt: null }])
  })
})
