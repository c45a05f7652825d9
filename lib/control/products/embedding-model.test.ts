import { afterAll, beforeAll, expect, it } from 'vitest'
import { toPublicId } from '@/lib/base/ids'
import { deleteModel } from '@/lib/control/models/model-commands'
import { getModel } from '@/lib/control/models/model-queries'
import { updateProduct } from '@/lib/control/products/product-commands'
import { getProduct } from '@/lib/control/products/product-queries'
import { startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'

let control: TestControl
let estate: TestEstate

beforeAll(async () => {
  control = await startTestControl()
  estate = await makeEstate(control.system)
})
afterAll(() => control.close())

it('keeps answers by meaning only with a model that can compare them', async () => {
  const { system, db } = control
  const { id } = estate.product
  const cache = (embeddingModel: string) => ({ mode: 'semantic' as const, semantic: { embeddingModel } })
  const refused = (given: object, path: string) =>
    expect(updateProduct(system, { id, cache: given })).rejects.toMatchObject({
      code: 'request.invalid',
      fields: [expect.objectContaining({ path })],
    })
  await refused({ mode: 'semantic' }, 'cache.semantic.embeddingModel')
  await refused(cache('nobody'), 'cache.semantic.embeddingModel')
  await refused(cache(estate.model.name), 'cache.semantic.embeddingModel')
  await refused({ mode: 'exact', isolateBy: 'header' }, 'cache.header')
  await db.model.update({ where: { name: estate.model.name }, data: { capabilities: ['chat', 'embeddings'] } })
  await updateProduct(system, { id, cache: cache(estate.model.name) })
  expect((await getProduct(system, { id })).cache).toMatchObject({
    mode: 'semantic',
    ttlSeconds: 3_600,
    semantic: { embeddingModel: estate.model.name, threshold: 0.95, maxMessages: 4, ignoresSystemPrompt: false },
  })
})

it('keeps a model that routes or a cache name from being deleted', async () => {
  const { system, db } = control
  const { id } = estate.product
  const name = `spare of ${estate.model.name}`.replaceAll(' ', '-')
  const row = await db.model.findUniqueOrThrow({ where: { name: estate.model.name } })
  const { id: _, service: _service, serviceDocument: _document, ...fields } = row
  const spare = await db.model.create({ data: { ...fields, name, aliases: [] } })
  const modelId = toPublicId('model', spare.id)
  const version = (await getModel(system, { id: modelId })).version
  const drop = () => deleteModel(system, { id: modelId }, { ifMatch: String(version) })
  await updateProduct(system, { id, routes: [{ model: estate.model.name, fallbacks: [{ model: name }] }] })
  await expect(drop()).rejects.toMatchObject({ code: 'resource.in_use' })
  await updateProduct(system, { id, routes: [], cache: { mode: 'semantic', semantic: { embeddingModel: name } } })
  await expect(drop()).rejects.toMatchObject({ code: 'resource.in_use' })
  await updateProduct(system, { id, cache: { mode: 'off' } })
  await drop()
  expect(await db.model.count({ where: { name } })).toBe(0)
})
