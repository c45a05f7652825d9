/** What others do at API Management, or here, between the look and the write. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { openInstance } from '@/lib/azure/instances/open-instance'
import {
  getAzurePublish,
  ownAzureEntity,
  publishToAzure,
  resumeAzurePublish,
  revertAzurePublish,
} from '@/lib/azure/publish/publish-operations'
import { readOne } from '@/lib/azure/publish/read-one'
import { runPublish } from '@/lib/azure/publish/run-publish'
import { writeEntity } from '@/lib/azure/publish/write-entity'
import { connect, startTestAzure, type TestAzure } from '@/lib/azure/testing/azure-world'
import { parsePublicId } from '@/lib/base/ids'
import type { AzureInstance } from '@/lib/contracts/azure-instance'
import { updateProduct } from '@/lib/control/products/product-commands'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { makeEstate, type TestEstate } from '@/lib/control/testing/test-estate'
import { findEntity, putEntity } from '@/simulator/azure/apim/world'

const PRODUCT = 'products/tg-acme-product'
const POLICY = `${PRODUCT}/policies/policy`
const FRAGMENT = 'policyFragments/tg-acme-product'

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
})
afterAll(async () => {
  await azure.close()
  await control.close()
})
beforeEach(async () => {
  instance = await connect(admin, azure, `hands-off-${++count}`)
  world()
})

const world = () => azure.world(`hands-off-${count}`)
const uuid = (id: string) => parsePublicId('azurePublish', id) ?? ''
const run = (id: string, by = 'tests') => runPublish({ ports: control.ports, by }, uuid(id))
const describeProduct = (description: string) => updateProduct(admin, { id: estate.product.id, description }, { ifMatch: '*' })
const descriptionThere = () => findEntity(world(), PRODUCT)?.properties.description
const put = (path: string, properties: object) =>
  putEntity(world(), path, { ...findEntity(world(), path)?.properties, ...properties })
const own = (owner: 'apim' | 'tollgate') =>
  ownAzureEntity(admin, { id: instance.id, kind: 'products', name: 'tg-acme-product', owner })

async function begin(): Promise<string> {
  const { preview } = await publishToAzure(admin, { id: instance.id })
  const { publish: started } = await publishToAzure(admin, { id: instance.id, dryRun: false, digest: preview.digest })
  if (!started) throw new Error('nothing was started')
  return started.id
}

async function publish() {
  const id = await begin()
  await run(id)
  return getAzurePublish(admin, { id })
}

async function takeBack(id: string) {
  const back = await revertAzurePublish(admin, { id })
  await run(back.id)
  return getAzurePublish(admin, { id: back.id })
}

/** Runs it as `by`; before its n-th renewal of the lease something happens. */
async function runWith(id: string, n: number, meanwhile: () => unknown): Promise<void> {
  let renewals = 0
  const db = control.ports.db.$extends({
    query: {
      azurePublish: {
        async updateMany({ args, query }) {
          if (!('leasedBy' in args.data) && ++renewals === n) await meanwhile()
          return query(args)
        },
      },
    },
  }) as unknown as typeof control.ports.db
  await runPublish({ ports: { ...control.ports, db }, by: 'first' }, uuid(id))
}

async function ownerHere(): Promise<string[]> {
  const instanceId = parsePublicId('azureInstance', instance.id) ?? ''
  const rows = await control.db.azureEntity.findMany({ where: { kind: 'products', instanceId } })
  return rows.map(({ owner }) => owner)
}

it('deletes no product in whose policy others wrote, neither taken back nor retired here', async () => {
  const first = await publish()
  const value = String(findEntity(world(), POLICY)?.properties.value)
  put(POLICY, { format: 'rawxml', value: value.replace('<base />', '<base />\n<rate-limit calls="7" renewal-period="60" />') })
  const stopped = await takeBack(first.id)
  expect(stopped).toMatchObject({ state: 'failed', error: expect.stringContaining('outside of our marks') })
  expect(findEntity(world(), PRODUCT)).not.toBeNull()
  expect(findEntity(world(), POLICY)?.properties.value).toContain('<rate-limit calls="7"')
  // Once they have taken it out, it goes on.
  put(POLICY, { format: 'rawxml', value: value.replace(/<!-- tollgate:begin[\s\S]*tollgate:end -->/, '') })
  await resumeAzurePublish(admin, { id: stopped.id })
  await run(stopped.id)
  expect(await getAzurePublish(admin, { id: stopped.id })).toMatchObject({ state: 'done' })
  expect(findEntity(world(), PRODUCT)).toBeNull()
})

it('shows a product that is gone here as kept, where others wrote in its policy', async () => {
  await publish()
  const where = { id: parsePublicId('product', estate.product.id) ?? '' }
  await control.db.product.update({ where, data: { state: 'draft' } })
  const change = async () =>
    (await publishToAzure(admin, { id: instance.id })).preview.changes.find(({ kind }) => kind === 'products')
  expect(await change()).toMatchObject({ action: 'delete' })
  const value = String(findEntity(world(), POLICY)?.properties.value)
  put(POLICY, { format: 'rawxml', value: value.replace('<base />', '<base /><!-- by hand -->') })
  expect(await change()).toMatchObject({ action: 'conflict', reason: expect.stringContaining('outside of our marks') })
  await control.db.product.update({ where, data: { state: 'published' } })
})

it('looks at each entity right before it writes it', async () => {
  await publish()
  await describeProduct('Ours')
  const id = await begin()
  await runWith(id, 1, () => put(PRODUCT, { description: 'Theirs, meanwhile' }))
  expect(await getAzurePublish(admin, { id })).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('changed at API Management'),
  })
  expect(descriptionThere()).toBe('Theirs, meanwhile')
  await describeProduct('')
})

it('writes by the etag of what it looked at', async () => {
  await publish()
  const row = await control.db.azureInstance.findUniqueOrThrow({
    where: { id: parsePublicId('azureInstance', instance.id) ?? '' },
  })
  const apim = await openInstance(control.ports, row)
  for (const [kind, name, path] of [
    ['products', 'tg-acme-product', PRODUCT],
    ['policyFragments', 'tg-acme-product', FRAGMENT],
    ['productPolicies', 'tg-acme-product', POLICY],
    ['backends', 'tg-acme-backend', 'backends/tg-acme-backend'],
  ] as const) {
    const seen = await readOne(apim, kind, name)
    expect(seen.etag, kind).toBeTruthy()
    put(path, {})
    await expect(writeEntity(apim, { kind, name, body: seen.body }, seen), kind).rejects.toMatchObject({ statusCode: 412 })
    const now = await readOne(apim, kind, name)
    expect(now.body).toEqual(seen.body)
    await writeEntity(apim, { kind, name, body: now.body }, now)
  }
})

it('leaves what was handed to API Management since it was planned, and whose it is', async () => {
  await publish()
  await describeProduct('Second')
  const second = await publish()
  await describeProduct('Third')
  const pending = await begin()
  await own('apim')
  await run(pending)
  const stopped = { state: 'failed', error: expect.stringContaining('belongs to API Management') }
  expect(await getAzurePublish(admin, { id: pending })).toMatchObject(stopped)
  expect(await takeBack(second.id)).toMatchObject(stopped)
  expect(descriptionThere()).toBe('Second')
  expect(await ownerHere()).toEqual(['apim'])
  await own('tollgate')
  await resumeAzurePublish(admin, { id: pending })
  await run(pending)
  expect(await getAzurePublish(admin, { id: pending })).toMatchObject({ state: 'done' })
  await describeProduct('')
})

it('says nothing about a publishing that another process has taken over', async () => {
  const id = await begin()
  await runWith(id, 3, async () => {
    await control.db.azurePublish.update({ where: { id: uuid(id) }, data: { leasedUntil: new Date(0) } })
    await run(id, 'second')
  })
  const done = await getAzurePublish(admin, { id })
  expect(done).toMatchObject({ state: 'done', error: null, counts: { failed: 0, pending: 0 } })
  expect(await takeBack(id)).toMatchObject({ state: 'done' })
  expect([...world().entities.keys()].filter((key) => key.includes('tg-'))).toEqual([])
})

it('keeps its lease while a write waits, and ends the write when it has lost it', async () => {
  const id = await begin()
  world().budget = { requests: 5, windowMs: 3_600_000 }
  const first = runPublish({ ports: control.ports, by: 'first', renewMs: 20 }, uuid(id))
  await expect.poll(() => world().counts.throttled, { timeout: 60_000 }).toBeGreaterThan(0)
  const leasedUntil = async () => {
    const row = await control.db.azurePublish.findUniqueOrThrow({ where: { id: uuid(id) } })
    return row.leasedUntil?.getTime() ?? 0
  }
  const before = await leasedUntil()
  await expect.poll(leasedUntil, { timeout: 60_000 }).toBeGreaterThan(before)
  await control.db.azurePublish.update({ where: { id: uuid(id) }, data: { leasedBy: 'second' } })
  await first
  expect(await getAzurePublish(admin, { id })).toMatchObject({ state: 'pending', counts: { failed: 0 } })
})

it('goes on with one publishing of an instance at a time', async () => {
  world().faults.set(2, { kind: 'status', status: 500 })
  const broken = await publish()
  await begin()
  await expect(resumeAzurePublish(admin, { id: broken.id })).rejects.toMatchObject({ code: 'resource.wrong_state' })
})

it('puts no word in the place of a secret that was there', async () => {
  await publish()
  const secret = '<set-header name="api-key" exists-action="override"><value>their-own-secret</value></set-header>'
  const value = String(findEntity(world(), FRAGMENT)?.properties.value)
  put(FRAGMENT, { format: 'rawxml', value: value.replace('<fragment>', `<fragment>${secret}`) })
  await describeProduct('With it')
  const second = await publish()
  expect(await takeBack(second.id)).toMatchObject({ state: 'done', writes: [{ kind: 'products' }] })
  expect(findEntity(world(), FRAGMENT)?.properties.value).not.toContain('hidden-by-tollgate')
  expect((await getAzurePublish(admin, { id: second.id })).writes.find(({ kind }) => kind === 'policyFragments')).toMatchObject({
    state: 'done',
    error: expect.stringContaining('secret'),
  })
  await expect(revertAzurePublish(admin, { id: second.id })).rejects.toThrow(/secret/)
  await describeProduct('')
})
