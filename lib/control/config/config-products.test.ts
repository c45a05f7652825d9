import { afterAll, beforeAll, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { applyConfig, planConfigChange } from '@/lib/control/config/config-operations'
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
