import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getAzureImport, startAzureImport, stopAzureImport } from '@/lib/azure/import/import-operations'
import { type ImportScene, startImportScene } from '@/lib/azure/testing/import-scene'
import { parsePublicId } from '@/lib/base/ids'
import { fillLargeEstate } from '@/simulator/azure/apim/demo-estate'

let scene: ImportScene
let control: ImportScene['control']
let azure: ImportScene['azure']
let admin: ImportScene['admin']

beforeAll(async () => {
  scene = await startImportScene()
  ;({ control, azure, admin } = scene)
})
afterAll(() => scene.close())

describe('an import of many things', () => {
  it('goes on where it was after a kill, against an instance that throttles', async () => {
    const world = azure.world('large')
    fillLargeEstate(world, { products: 20, subscriptions: 100, backends: 30 })
    const instance = await scene.readOf('large')
    world.budget = { requests: 40, windowMs: 200 }
    const { id } = await startAzureImport(admin, { id: instance.id })
    const killed = new AbortController()
    const watched = control.db.subscription.count.bind(control.db.subscription)
    const before = await watched()
    const first = scene.run(id, killed.signal)
    await expect.poll(watched, { timeout: 60_000, interval: 5 }).toBeGreaterThan(before + 20)
    killed.abort()
    await first
    const half = await getAzureImport(admin, { id })
    expect(half.state).toBe('running')
    // A thing that was made just before the end, and not noted any more.
    await control.db.azureImported.delete({
      where: {
        instanceId_source_noun: {
          instanceId: parsePublicId('azureInstance', instance.id) ?? '',
          source: 'product:product-3',
          noun: 'products',
        },
      },
    })
    await scene.run(id)
    const whole = await getAzureImport(admin, { id })
    expect(whole.failures).toEqual([])
    expect(whole).toMatchObject({ state: 'done', done: whole.total })
    expect(whole.made).toBeGreaterThanOrEqual(whole.total - 8)
    expect(await control.db.subscription.count({ where: { name: { startsWith: 'App ' } } })).toBe(100)
    expect(await control.db.product.count({ where: { name: { startsWith: 'Product ' } } })).toBe(20)
    expect(await control.db.key.count({ where: { subscription: { name: { startsWith: 'App ' } } } })).toBe(200)
    // Each is asked for once, and again only what was under way when it was killed.
    const once = [...world.entities.keys()].filter((path) => /^(subscriptions|namedvalues)\//i.test(path)).length
    expect(world.counts.secretsRead).toBeLessThanOrEqual(once + 8)
  })

  it('stops when it is told to, and says what could not be made', async () => {
    const world = azure.world('other')
    fillLargeEstate(world, { products: 1, subscriptions: 2, backends: 1 })
    const instance = await scene.readOf('other')
    const { id } = await startAzureImport(admin, { id: instance.id })
    await expect(startAzureImport(admin, { id: instance.id })).rejects.toMatchObject({ code: 'resource.wrong_state' })
    expect(await stopAzureImport(admin, { id })).toMatchObject({ state: 'stopped' })
    expect(await scene.run(id)).toBe(false)
    // The keys of the large instance are these keys too.
    const over = await scene.importOf(instance)
    const told = over.failures.find(({ noun }) => noun === 'subscriptions')
    expect(told?.message).toMatch(/key of another subscription/)
  })
})
