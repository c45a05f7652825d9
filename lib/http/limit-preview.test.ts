/** What a tenant's owner is told of the past of a limit: everything that counts, and nobody they may not see. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { updateTenant } from '@/lib/control/tenants/tenant-commands'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { previewNewLimit } from '@/lib/http/limit-preview'

let control: TestControl
let above: TestEstate
let below: TestEstate

beforeAll(async () => {
  control = await startTestControl()
  above = await makeEstate(control.system, 'above')
  below = await makeEstate(control.system, 'below')
  await updateTenant(control.system, { id: below.tenant.id, parentId: above.tenant.id }, { ifMatch: '*' })
  for (const [estate, minutes] of [
    [above, 5],
    [below, 4],
    [below, 3],
  ] as const)
    await addUsage(control, estate, { at: new Date(START_MS - minutes * 60_000) })
  await control.db.usageRecord.updateMany({ data: { holdTokens: 150n } })
})
afterAll(() => control.close())

const none = () => ({
  scope: { tenantId: above.tenant.id },
  measure: 'requests' as const,
  window: { kind: 'quota' as const, period: 'month' as const },
  amount: 0,
})

it('counts the calls of tenants below, and folds whose they are into one line', async () => {
  const owner = await makeActor(control, { memberships: { [above.tenantUuid]: 'owner' } })
  const preview = await previewNewLimit(owner, none())
  expect(preview).toMatchObject({ calls: 3, wouldRefuse: 3, newlyRefused: 3 })
  expect(preview.subscriptions).toMatchObject([
    { subscriptionId: above.subscription.id, tenantName: 'above', calls: 1 },
    { subscriptionId: null, tenantId: null, subscriptionName: 'tenants below', calls: 2, wouldRefuse: 2, lastAt: null },
  ])
  expect(preview.examples).toMatchObject([{ tenantName: 'above' }])
  expect(JSON.stringify(preview)).not.toMatch(/below (app|product)|below-mini|"tenantName":"below"/)
  expect(JSON.stringify(preview)).not.toContain(below.tenant.id)
})

it('names everybody to who may see them: an admin, and an owner of both', async () => {
  const admin = await makeActor(control, { platformRole: 'admin' })
  const both = await makeActor(control, { memberships: { [above.tenantUuid]: 'owner', [below.tenantUuid]: 'owner' } })
  for (const actor of [admin, both]) {
    const { subscriptions, examples } = await previewNewLimit(actor, none())
    expect(subscriptions).toMatchObject([
      { tenantName: 'below', calls: 2 },
      { tenantName: 'above', calls: 1 },
    ])
    expect(examples).toHaveLength(3)
  }
})
