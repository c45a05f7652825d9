import { afterAll, beforeAll, expect, it } from 'vitest'
import { createModel, updateModel } from '@/lib/control/models/model-commands'
import { listModels } from '@/lib/control/models/model-queries'
import { startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let estate: TestEstate
const shape = { capabilities: ['chat'], contextWindow: 1_000, maxOutputTokens: 100 }

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
})
afterAll(() => control.close())

const create = (name: string, aliases: string[]) =>
  createModel(control.system, { name, aliases, poolId: estate.pool.id, ...shape })

it('is one model’s alone: no alias and no name may be taken twice', async () => {
  const { id } = await create('big', ['gpt-big', 'latest'])
  await expect(create('other', ['latest'])).rejects.toMatchObject({
    fields: [{ path: 'aliases', message: 'latest is a name of the model big' }],
  })
  await expect(create('other', ['big'])).rejects.toMatchObject({ fields: [{ path: 'aliases' }] })
  await expect(create('gpt-big', [])).rejects.toMatchObject({ fields: [{ path: 'name' }] })
  await expect(create('own', ['own'])).rejects.toMatchObject({ code: 'request.invalid' })
  const changed = await updateModel(control.system, { id, aliases: ['latest'] }, { ifMatch: '1' })
  expect(changed.aliases).toEqual(['latest'])
  expect((await create('other', ['gpt-big'])).aliases).toEqual(['gpt-big'])
})

it('finds its model', async () => {
  const { items } = await listModels(control.system, { search: 'latest' })
  expect(items.map(({ name }) => name)).toEqual(['big'])
})
