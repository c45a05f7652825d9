import { afterAll, beforeAll, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { applyConfig, exportConfig, planConfigChange } from '@/lib/control/config/config-operations'
import { startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let model: string

beforeAll(async () => {
  control = await startTestControl()
  model = (await makeEstate(control.system)).model.name
})
afterAll(() => control.close())

const yamlOf = (...products: object[]) => stringify({ version: 1, products })
const plan = (...products: object[]) => planConfigChange(control.system, { yaml: yamlOf(...products), prune: false })
const apply = (...products: object[]) => applyConfig(control.system, { yaml: yamlOf(...products) })

it('says that a product that was published cannot be a draft again, and does nothing', async () => {
  const taken = { name: 'acme product', state: 'draft' }
  expect((await plan(taken)).changes).toMatchObject([{ problem: expect.stringContaining('cannot be a draft again') }])
  await expect(apply(taken)).rejects.toMatchObject({ code: 'request.invalid' })
  expect((await apply({ name: 'new', models: [model], state: 'draft' })).failure).toBeNull()
})

it('makes products that are deprecated, with their day to end, or retired, and has nothing to do after', async () => {
  const ending = { name: 'ending', models: [model], state: 'deprecated', retiresAt: '2027-03-01T00:00:00Z' }
  const over = { name: 'over', models: [model], state: 'retired' }
  expect((await apply(ending, over)).failure).toBeNull()
  expect(await plan(ending, over)).toMatchObject({ changes: [], same: 2 })
  const row = await control.db.product.findUniqueOrThrow({ where: { name: 'ending' } })
  expect(row).toMatchObject({ state: 'deprecated', retiresAt: new Date('2027-03-01') })
  const { yaml } = await exportConfig(control.system, {})
  expect(yaml).toContain('retiresAt: 2027-03-01T00:00:00')
  expect(await planConfigChange(control.system, { yaml, prune: false })).toMatchObject({ changes: [], problems: 0 })
})

it('moves the day to end of one that is there, and takes no day of one that is not ending', async () => {
  const later = { name: 'ending', retiresAt: '2027-04-01T00:00:00Z' }
  expect((await apply(later)).failure).toBeNull()
  const row = await control.db.product.findUniqueOrThrow({ where: { name: 'ending' } })
  expect(row).toMatchObject({ state: 'deprecated', retiresAt: new Date('2027-04-01') })
  expect((await plan({ name: 'acme product', retiresAt: '2027-04-01T00:00:00Z' })).changes).toMatchObject([
    { problem: 'retiresAt is for a product whose state is deprecated.' },
  ])
  expect((await apply({ name: 'over', state: 'deprecated', retiresAt: '2027-05-01T00:00:00Z' })).failure).toBeNull()
})
