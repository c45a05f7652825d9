import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { getAzureImport, startAzureImport, stopAzureImport } from '@/lib/azure/import/import-operations'
import { chooseAzurePlan } from '@/lib/azure/import/plan-operations'
import { runImport } from '@/lib/azure/import/run-import'
import { startAzureRead } from '@/lib/azure/read/read-operations'
import { runRead } from '@/lib/azure/read/run-read'
import { connect, startTestAzure, type TestAzure } from '@/lib/azure/testing/azure-world'
import { parsePublicId } from '@/lib/base/ids'
import type { AzureInstance } from '@/lib/contracts/azure-instance'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { fillLargeEstate } from '@/simulator/azure/apim/demo-estate'

let control: TestControl
let azure: TestAzure
let admin: Actor

beforeAll(async () => {
  control = await startTestControl()
  azure = await startTestAzure()
  admin = await makeActor(control, { platformRole: 'admin' })
})
afterAll(async () => {
  await azure.close()
  await control.close()
})

async function readOf(name: string): Promise<AzureInstance> {
  control.clock.advance(60_000)
  const instance = await connect(admin, azure, name)
  const { id } = await startAzureRead(admin, { id: instance.id })
  await runRead({ ports: control.ports, by: 'tests' }, parsePublicId('azureRead', id) ?? '')
  await chooseAzurePlan(admin, { id: instance.id, models: [{ name: 'gpt-4o-mini' }, { name: 'text-embedding-3-small' }] })
  return instance
}

const run = (id: string, signal?: AbortSignal) =>
  runImport({ ports: control.ports, signal }, parsePublicId('azureImport', id) ?? '')

async function importOf(instance: AzureInstance) {
  const { id } = await startAzureImport(admin, { id: instance.id })
  await run(id)
  return getAzureImport(admin, { id })
}

describe('an import of many things', () => {
  it('goes on where it was after a kill, against an instance that throttles', async () => {
    const world = azure.world('large')
    fillLargeEstate(world, { products: 20, subscriptions: 100, backends: 30 })
    const instance = await readOf('large')
    world.budget = { requests: 40, windowMs: 200 }
    const { id } = await startAzureImport(admin, { id: instance.id })
    const killed = new AbortController()
    const watched = control.db.subscription.count.bind(control.db.subscription)
    const before = await watched()
    const first = run(id, killed.signal)
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
    await run(id)
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
    const instance = await readOf('other')
    const { id } = await startAzureImport(admin, { id: instance.id })
    await expect(startAzureImport(admin, { id: instance.id })).rejects.toMatchObject({ code: 'resource.wrong_state' })
    expect(await stopAzureImport(admin, { id })).toMatchObject({ state: 'stopped' })
    expect(await run(id)).toBe(false)
    // The keys of the large instance are these keys too.
    const over = await importOf(instance)
    const told = over.failures.find(({ noun }) => noun === 'subscriptions')
    expect(told?.message).toMatch(/key of another subscription/)
  })
})
