import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeActor, START_MS, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { addUsage } from '@/lib/control/testing/test-usage'
import { getUsageBy } from '@/lib/http/report-queries'

let control: TestControl
let ours: TestEstate
let theirs: TestEstate

beforeAll(async () => {
  control = await startTestControl()
  ours = await makeEstate(control.system, 'ours')
  theirs = await makeEstate(control.system, 'theirs')
  await addUsage(control, ours, { endUser: 'ann', costNano: 30_000n })
  await addUsage(control, ours, { endUser: 'ann', outcome: 'refused', code: 'quota_exceeded', costNano: null })
  await addUsage(control, ours, { at: new Date(START_MS - 3 * 86_400_000), endUser: 'bob', costNano: 7_000n })
  await addUsage(control, theirs, { endUser: 'their-user' })
})
afterAll(() => control.close())

const as = async (role: 'owner' | 'viewer') => makeActor(control, { memberships: { [ours.tenantUuid]: role } })
const sums = (items: { label: string; calls: number; refused: number; cost: string }[]) =>
  Object.fromEntries(items.map(({ label, calls, refused, cost }) => [`${label} ${cost}`, [calls, refused]]))

it('tells by model, key, end user and day what one’s own tenant used, and nothing of another', async () => {
  const owner = await as('owner')
  expect(sums((await getUsageBy(owner, { by: 'endUser' })).items)).toEqual({
    'ann 0.00003': [1, 0],
    'ann 0': [1, 1],
    'bob 0.000007': [1, 0],
  })
  const keys = await getUsageBy(owner, { by: 'key' })
  expect(new Set(keys.items.map(({ key, label }) => `${key} ${label}`))).toEqual(
    new Set([`${ours.key.id} ${ours.key.prefix}…${ours.key.last4}`]),
  )
  expect(new Set((await getUsageBy(owner, { by: 'day' })).items.map(({ key }) => key)).size).toBe(2)
  const models = await getUsageBy(owner, { by: 'model' })
  expect(models.items.reduce((sum, { calls }) => sum + calls, 0)).toBe(3)
  expect((await getUsageBy(owner, { by: 'code' })).items.map(({ key, calls }) => [key, calls])).toEqual([['quota_exceeded', 1]])
})

it('keeps keys and end users from those who may not see keys, and single calls from being read for long', async () => {
  const finance = await makeActor(control, { platformRole: 'finance' })
  expect((await getUsageBy(finance, { by: 'key' })).items).toEqual([])
  expect((await getUsageBy(finance, { by: 'endUser' })).items).toEqual([])
  expect((await getUsageBy(finance, { by: 'model' })).items.length).toBeGreaterThan(1)
  const from = new Date(START_MS - 90 * 86_400_000).toISOString()
  await expect(getUsageBy(await as('owner'), { by: 'endUser', from })).rejects.toMatchObject({ code: 'request.invalid' })
})
