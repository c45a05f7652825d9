import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAzureImport } from '@/lib/azure/import/import-operations'
import { getAzurePlan, listAzurePlanItems } from '@/lib/azure/import/plan-operations'
import { type ImportScene, startImportScene } from '@/lib/azure/testing/import-scene'
import { hmac } from '@/lib/base/digest'
import { makeActor } from '@/lib/control/testing/test-control'
import { fillDemoEstate } from '@/simulator/azure/apim/demo-estate'
import { findEntity, putEntity } from '@/simulator/azure/apim/world'

let scene: ImportScene
let control: ImportScene['control']
let azure: ImportScene['azure']
let admin: ImportScene['admin']

beforeAll(async () => {
  scene = await startImportScene()
  ;({ control, azure, admin } = scene)
})
afterAll(() => scene.close())

describe('an import', () => {
  it('makes what the plan said, once', async () => {
    fillDemoEstate(azure.world('demo'))
    const instance = await scene.readOf('demo')
    const plan = await getAzurePlan(admin, { id: instance.id })
    const { items } = await listAzurePlanItems(admin, { id: instance.id, kind: 'policy', limit: 1000 })
    // The policies of APIs, with what their fragments hold.
    expect(items.map(({ title }) => title)).not.toContain('(unreadable)')
    expect(items.find(({ place }) => place?.policy === 'fragment:emit-tokens')).toBeDefined()
    const planned = plan.makes.reduce((sum, { count }) => sum + count, 0)
    expect(await control.db.product.count()).toBe(0)
    const first = await scene.importOf(instance)
    expect(first.failures).toEqual([])
    expect(first).toMatchObject({ state: 'done', done: planned, made: planned, total: planned })
    const after = await getAzurePlan(admin, { id: instance.id })
    expect(after.makes.every(({ count, present }) => count === present)).toBe(true)
    expect(after.counts).toEqual(plan.counts)
    const counts = () =>
      Promise.all([control.db.product.count(), control.db.subscription.count(), control.db.limit.count(), control.db.key.count()])
    const before = await counts()
    expect(await scene.importOf(instance)).toMatchObject({ state: 'done', made: 0, done: planned })
    expect(await counts()).toEqual(before)
  })

  it('keeps the keys callers have, as digests', async () => {
    const world = azure.world('demo')
    const [path, entity] =
      [...world.entities].find(
        ([key]) => key.startsWith('subscriptions/') && world.entities.get(key)?.properties.state === 'active',
      ) ?? []
    expect(path).toBeDefined()
    const digest = new Uint8Array(hmac(control.ports.pepper.bytes, String(entity?.properties.primaryKey)))
    const key = await control.db.key.findUnique({ where: { digest }, include: { subscription: true } })
    expect(key).toMatchObject({
      slot: 'primary',
      last4: String(entity?.properties.primaryKey).slice(-4),
      subscription: { state: 'active' },
    })
  })

  it('writes no secret anywhere', async () => {
    const world = azure.world('demo')
    const secrets = [...world.entities.values()].flatMap(({ properties }) =>
      [properties.primaryKey, properties.secondaryKey, properties.secret === true ? properties.value : null].filter(
        (one) => typeof one === 'string',
      ),
    )
    expect(secrets.length).toBeGreaterThan(2)
    const rows = await Promise.all([
      control.db.auditEntry.findMany({ select: { before: true, after: true } }),
      control.db.azureImport.findMany(),
      control.db.azureImported.findMany(),
      control.db.azureEntity.findMany(),
      control.db.azureRead.findMany({ select: { estate: true, error: true } }),
      control.db.setting.findMany(),
    ])
    const text = JSON.stringify(rows)
    for (const secret of secrets) expect(text).not.toContain(secret)
    const id = (await control.db.azureInstance.findFirstOrThrow()).id
    expect(JSON.stringify(await listAzurePlanItems(admin, { id: `azi_${id.replaceAll('-', '')}`, limit: 1000 }))).not.toMatch(
      new RegExp(secrets.join('|')),
    )
  })

  it('lets nobody in who was shut out after the reading', async () => {
    const world = azure.world('later')
    fillDemoEstate(world)
    const active = [...world.entities].filter(([path, one]) => /^subscriptions\//.test(path) && one.properties.state === 'active')
    // Keys are kept once: those of the first estate are here already.
    for (const [path, { properties }] of active)
      putEntity(world, path, {
        ...properties,
        primaryKey: `later-primary-of-${path}`,
        secondaryKey: `later-secondary-of-${path}`,
      })
    const instance = await scene.readOf('later')
    const [suspended = '', cancelled = ''] = active.map(([path]) => path)
    for (const [path, state] of [
      [suspended, 'suspended'],
      [cancelled, 'cancelled'],
    ] as const)
      putEntity(world, path, { ...findEntity(world, path)?.properties, state })
    const { failures } = await scene.importOf(instance)
    expect(failures.map(({ message }) => message)).toContain('It is cancelled by now: nobody calls with it.')
    const keyOf = (path: string) => {
      const digest = new Uint8Array(hmac(control.ports.pepper.bytes, `later-primary-of-${path}`))
      return control.db.key.findUnique({ where: { digest }, include: { subscription: true } })
    }
    expect(await keyOf(suspended)).toMatchObject({ subscription: { state: 'suspended' } })
    expect(await keyOf(cancelled)).toBeNull()
  })

  it('is the admin’s', async () => {
    const auditor = await makeActor(control, { platformRole: 'auditor' })
    const { id } = await control.db.azureInstance.findFirstOrThrow()
    const instance = `azi_${id.replaceAll('-', '')}`
    expect(
      (await listAzurePlanItems(auditor, { id: instance, verdict: 'not' })).items.every(({ verdict }) => verdict === 'not'),
    ).toBe(true)
    await expect(startAzureImport(auditor, { id: instance })).rejects.toMatchObject({ code: 'access.denied' })
  })
})
