import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { checkAllDrift } from '@/lib/azure/drift/check-drift'
import { checkAzureDrift, getAzureDrift, resolveAzureDrift } from '@/lib/azure/drift/drift-operations'
import { ownAzureEntity, publishToAzure } from '@/lib/azure/publish/publish-operations'
import { runPublish } from '@/lib/azure/publish/run-publish'
import { connect, startTestAzure, type TestAzure } from '@/lib/azure/testing/azure-world'
import { parsePublicId } from '@/lib/base/ids'
import type { AzureInstance } from '@/lib/contracts/azure-instance'
import { getProduct } from '@/lib/control/products/product-queries'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { findEntity, putEntity, removeEntity } from '@/simulator/azure/apim/world'

let control: TestControl
let azure: TestAzure
let admin: Actor
let estate: TestEstate
let instance: AzureInstance
const product = { kind: 'products' as const, name: 'tg-acme-product' }
const world = () => azure.world('drifting')

beforeAll(async () => {
  control = await startTestControl()
  azure = await startTestAzure()
  admin = await makeActor(control, { platformRole: 'admin' })
  estate = await makeEstate(control.system)
  instance = await connect(admin, azure, 'drifting')
  world()
  const { preview } = await publishToAzure(admin, { id: instance.id })
  const { publish } = await publishToAzure(admin, { id: instance.id, dryRun: false, digest: preview.digest })
  await runPublish({ ports: control.ports, by: 'tests' }, parsePublicId('azurePublish', publish?.id ?? '') ?? '')
})
afterAll(async () => {
  await azure.close()
  await control.close()
})

function change(properties: Record<string, unknown>) {
  const path = 'products/tg-acme-product'
  putEntity(world(), path, { ...findEntity(world(), path)?.properties, ...properties })
}

describe('drift', () => {
  it('is nothing after publishing', async () => {
    expect(await checkAzureDrift(admin, { id: instance.id })).toMatchObject({ items: [], checkedAt: expect.any(String) })
  })

  it('shows each field as it is there and here, and keeps theirs by our own command', async () => {
    change({ description: 'Changed in the portal', approvalRequired: true })
    const { items } = await checkAzureDrift(admin, { id: instance.id })
    expect(items).toMatchObject([{ ...product, cause: 'changed' }])
    expect(items[0]?.fields).toEqual([
      { field: 'description', theirs: 'Changed in the portal', ours: '', canTake: true },
      { field: 'approvalRequired', theirs: true, ours: false, canTake: true },
    ])
    const left = await resolveAzureDrift(admin, { id: instance.id, ...product, field: 'description', keep: 'theirs' })
    expect(left.items[0]?.fields.map(({ field }) => field)).toEqual(['approvalRequired'])
    expect((await getProduct(admin, { id: estate.product.id })).description).toBe('Changed in the portal')
  })

  it('keeps ours by publishing that entity alone', async () => {
    const before = world().writes.length
    const left = await resolveAzureDrift(admin, { id: instance.id, ...product, keep: 'ours' })
    expect(left.items).toEqual([])
    expect(findEntity(world(), 'products/tg-acme-product')?.properties.approvalRequired).toBe(false)
    expect(world().writes.slice(before)).toEqual(['PATCH products/tg-acme-product'])
  })

  it('of what API Management owns can be taken over from there, and is never published', async () => {
    await ownAzureEntity(admin, { id: instance.id, ...product, owner: 'apim' })
    change({ terms: 'Theirs' })
    const { items } = await checkAzureDrift(admin, { id: instance.id })
    const [theirs] = items.filter(({ kind }) => kind === 'products')
    expect(theirs).toMatchObject({ cause: 'conflict', fields: [{ field: 'terms', theirs: 'Theirs', canTake: true }] })
    const before = world().writes.length
    const published = resolveAzureDrift(admin, { id: instance.id, ...product, keep: 'ours' })
    await expect(published).rejects.toMatchObject({ code: 'resource.wrong_state' })
    expect(world().writes.length).toBe(before)
    await resolveAzureDrift(admin, { id: instance.id, ...product, field: 'terms', keep: 'theirs' })
    expect((await getProduct(admin, { id: estate.product.id })).terms).toBe('Theirs')
    await ownAzureEntity(admin, { id: instance.id, ...product, owner: 'tollgate' })
  })

  it('is found by the scheduled comparison, what was deleted too', async () => {
    const gone = [...world().entities.keys()].find((key) => key.startsWith('subscriptions/tg-')) ?? ''
    removeEntity(world(), gone)
    expect(await checkAllDrift(control.ports)).toBe('compared 1 instances: 1 differ')
    expect((await getAzureDrift(admin, { id: instance.id })).items).toMatchObject([{ kind: 'subscriptions', cause: 'missing' }])
  })
})
