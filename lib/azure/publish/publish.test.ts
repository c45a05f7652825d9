import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import {
  getAzurePublish,
  ownAzureEntity,
  publishToAzure,
  resumeAzurePublish,
  revertAzurePublish,
} from '@/lib/azure/publish/publish-operations'
import { runPublish } from '@/lib/azure/publish/run-publish'
import { connect, startTestAzure, type TestAzure } from '@/lib/azure/testing/azure-world'
import { parsePublicId } from '@/lib/base/ids'
import type { AzureInstance } from '@/lib/contracts/azure-instance'
import { createLimit } from '@/lib/control/limits/limit-commands'
import { updateProduct } from '@/lib/control/products/product-commands'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, PLANTED_CREDENTIAL, type TestEstate } from '@/lib/control/testing/test-estate'
import { findEntity, putEntity } from '@/simulator/azure/apim/world'

let control: TestControl
let azure: TestAzure
let admin: Actor
let estate: TestEstate
let instance: AzureInstance
let count = 0

beforeAll(async () => {
  control = await startTestControl()
  azure = await startTestAzure()
  admin = await makeActor(control, { platformRole: 'admin' })
  estate = await makeEstate(control.system)
  await createLimit(control.system, {
    name: 'product rate',
    scope: { productId: estate.product.id },
    countBy: 'subscription',
    measure: 'tokens',
    window: { kind: 'rate', seconds: 60 },
    amount: 10_000,
  })
})
afterAll(async () => {
  await azure.close()
  await control.close()
})
beforeEach(async () => {
  instance = await connect(admin, azure, `publish-${++count}`)
  world()
})

const world = () => azure.world(`publish-${count}`)
const preview = async () => (await publishToAzure(admin, { id: instance.id })).preview

async function begin(): Promise<string> {
  const { digest } = await preview()
  const { publish: started } = await publishToAzure(admin, { id: instance.id, dryRun: false, digest })
  if (!started) throw new Error('nothing was started')
  return started.id
}

async function publish() {
  const id = await begin()
  await run(id)
  return getAzurePublish(admin, { id })
}

const run = (id: string) => runPublish({ ports: control.ports, by: 'tests' }, parsePublicId('azurePublish', id) ?? '')
const policyOf = (path: string) => String(findEntity(world(), path)?.properties.value ?? '')

describe('publishing', () => {
  it('is a dry run unless told otherwise', async () => {
    const { preview: seen, publish: made } = await publishToAzure(admin, { id: instance.id })
    expect(made).toBeNull()
    expect(seen.counts).toMatchObject({ update: 0, delete: 0, conflict: 0 })
    expect(seen.changes.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['backends', 'pools', 'policyFragments', 'products', 'subscriptions']),
    )
    expect(world().writes).toEqual([])
    await expect(publishToAzure(admin, { id: instance.id, dryRun: false })).rejects.toMatchObject({ code: 'request.stale' })
  })

  it('makes what is here, and the second time nothing', async () => {
    const done = await publish()
    expect(done).toMatchObject({ state: 'done', error: null })
    expect(policyOf('policyFragments/tg-acme-product')).toContain('tokens-per-minute="10000"')
    expect(policyOf('products/tg-acme-product/policies/policy')).toContain('fragment-id="tg-acme-product"')
    expect(findEntity(world(), 'backends/tg-acme-backend')?.properties.url).toBe('https://apimaoai01.openai.azure.com/openai')
    const written = world().counts.writes
    const again = await publish()
    expect(again.writes).toEqual([])
    expect((await preview()).counts).toMatchObject({ create: 0, update: 0, delete: 0, conflict: 0 })
    expect(world().counts.writes).toBe(written)
  })

  it('never touches what somebody wrote by hand', async () => {
    await publish()
    const path = 'products/tg-acme-product/policies/policy'
    const byHand = policyOf(path).replace(
      '<base />',
      '<base />\n        <!-- by hand --><set-header name="x"   exists-action="skip"><value>@("a" + "b")</value></set-header>',
    )
    putEntity(world(), path, { format: 'rawxml', value: byHand.replace('fragment-id="tg-acme-product"', 'fragment-id="other"') })
    putEntity(world(), 'policyFragments/other', { format: 'rawxml', value: '<fragment />' })
    const { changes } = await preview()
    expect(changes.filter(({ action }) => action !== 'keep')).toMatchObject([
      { kind: 'productPolicies', action: 'update', fields: [{ field: 'block' }] },
    ])
    await publish()
    expect(policyOf(path)).toBe(byHand)
  })

  it.each([1, 3, 6])('goes on after its write %i broke off', async (n) => {
    world().faults.set(n, { kind: 'status', status: 500 })
    const broken = await publish()
    expect(broken).toMatchObject({ state: 'failed', counts: { done: n - 1, failed: 1 } })
    await resumeAzurePublish(admin, { id: broken.id })
    await run(broken.id)
    expect(await getAzurePublish(admin, { id: broken.id })).toMatchObject({ state: 'done', counts: { failed: 0, pending: 0 } })
    expect((await preview()).counts).toMatchObject({ create: 0, update: 0, conflict: 0 })
    expect(await owners()).toEqual([...new Set(await owners())])
  })

  it('knows a write that was made although the connection broke', async () => {
    world().faults.set(2, { kind: 'kill', isWritten: true })
    const broken = await publish()
    expect(broken.state).toBe('failed')
    const written = world().counts.writes
    await resumeAzurePublish(admin, { id: broken.id })
    await run(broken.id)
    const done = await getAzurePublish(admin, { id: broken.id })
    expect(done.state).toBe('done')
    expect(world().counts.writes - written).toBe(done.writes.length - 2)
  })

  it('does not write over what somebody changed since the preview', async () => {
    await publish()
    await updateProduct(admin, { id: estate.product.id, description: 'Ours' }, { ifMatch: '*' })
    const started = await begin()
    const path = 'products/tg-acme-product'
    putEntity(world(), path, { ...findEntity(world(), path)?.properties, description: 'Theirs, meanwhile' })
    await run(started)
    const stopped = await getAzurePublish(admin, { id: started })
    expect(stopped).toMatchObject({ state: 'failed', error: expect.stringContaining('changed at API Management') })
    expect(findEntity(world(), path)?.properties.description).toBe('Theirs, meanwhile')
    await updateProduct(admin, { id: estate.product.id, description: '' }, { ifMatch: '*' })
  })

  it('is done by one process at a time, and gone on with by another when that one ends', async () => {
    const id = await begin()
    // In the middle it is told to wait for an hour: there it is stopped.
    world().budget = { requests: 14, windowMs: 3_600_000 }
    const stop = new AbortController()
    const first = runPublish({ ports: control.ports, by: 'ends', signal: stop.signal }, parsePublicId('azurePublish', id) ?? '')
    await expect.poll(() => world().counts.throttled, { timeout: 60_000 }).toBeGreaterThan(0)
    expect(await run(id)).toBe(false)
    stop.abort(new Error('killed'))
    await first
    world().budget = null
    expect(await getAzurePublish(admin, { id })).toMatchObject({ state: 'pending' })
    expect(await run(id)).toBe(true)
    const done = await getAzurePublish(admin, { id })
    expect(done).toMatchObject({ state: 'done', counts: { pending: 0, failed: 0 } })
    expect(new Set(world().writes).size).toBe(world().writes.length)
    expect((await preview()).counts).toMatchObject({ create: 0, update: 0, conflict: 0 })
  })

  it('is taken back: what was made goes, what was changed is as before', async () => {
    const first = await publish()
    await updateProduct(admin, { id: estate.product.id, description: 'Another one' }, { ifMatch: '*' })
    const second = await publish()
    expect(second.writes).toMatchObject([
      { kind: 'products', action: 'update', fields: [{ field: 'description', to: 'Another one' }] },
    ])
    await run((await revertAzurePublish(admin, { id: second.id })).id)
    expect(findEntity(world(), 'products/tg-acme-product')?.properties.description).toBe('')
    await updateProduct(admin, { id: estate.product.id, description: '' }, { ifMatch: '*' })
    const back = await revertAzurePublish(admin, { id: first.id })
    await run(back.id)
    expect(await getAzurePublish(admin, { id: back.id })).toMatchObject({ state: 'done', error: null })
    expect([...world().entities.keys()].filter((key) => key.includes('tg-'))).toEqual([])
    expect(await owners()).toEqual([])
  })

  it('leaves to API Management what is not ours, until it is taken over', async () => {
    putEntity(world(), 'products/tg-acme-product', { displayName: 'Theirs', state: 'published', subscriptionRequired: true })
    const conflicts = (await preview()).changes.filter(({ action }) => action === 'conflict')
    expect(conflicts.map(({ kind }) => kind)).toEqual(['products', 'productApis', 'productPolicies', 'subscriptions'])
    await ownAzureEntity(admin, { id: instance.id, kind: 'products', name: 'tg-acme-product', owner: 'tollgate' })
    expect((await preview()).changes.find(({ kind }) => kind === 'products')?.action).toBe('update')
    await ownAzureEntity(admin, { id: instance.id, kind: 'products', name: 'tg-acme-product', owner: 'apim' })
    expect((await preview()).changes.find(({ kind }) => kind === 'products')).toMatchObject({
      action: 'conflict',
      reason: expect.stringContaining('owns it'),
    })
  })

  it('keeps no secret anywhere', async () => {
    await publish()
    const rows = await control.db
      .$queryRaw`SELECT row_to_json(w)::text AS t FROM azure_writes w UNION ALL SELECT row_to_json(e)::text FROM azure_entities e UNION ALL SELECT row_to_json(a)::text FROM audit_entries a`
    for (const secret of [PLANTED_CREDENTIAL, estate.key.key ?? 'none', 'planted'])
      expect(JSON.stringify(rows)).not.toContain(secret)
    expect(JSON.stringify([...world().entities.values()])).not.toContain(PLANTED_CREDENTIAL)
  })
})

async function owners(): Promise<string[]> {
  const rows = await control.db.azureEntity.findMany({ where: { instanceId: parsePublicId('azureInstance', instance.id) ?? '' } })
  return rows.map(({ kind, name }) => `${kind}:${name}`)
}
