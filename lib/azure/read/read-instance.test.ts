import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { testAzureInstance } from '@/lib/azure/instances/test-instance'
import { listAzureEntities } from '@/lib/azure/read/estate-rows'
import { getLatestEstate } from '@/lib/azure/read/latest-estate'
import { getAzureRead, resumeAzureRead, startAzureRead } from '@/lib/azure/read/read-operations'
import { runRead } from '@/lib/azure/read/run-read'
import { connect, PLANTED_CLIENT_SECRET, startTestAzure, type TestAzure } from '@/lib/azure/testing/azure-world'
import { parsePublicId } from '@/lib/base/ids'
import type { AzureInstance } from '@/lib/contracts/azure-instance'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'
import { fillDemoEstate, fillLargeEstate } from '@/simulator/azure/apim/demo-estate'

let control: TestControl
let azure: TestAzure
let admin: Actor
let count = 0
let instance: AzureInstance

beforeAll(async () => {
  control = await startTestControl()
  azure = await startTestAzure()
  admin = await makeActor(control, { platformRole: 'admin' })
})
afterAll(async () => {
  await azure.close()
  await control.close()
})
beforeEach(async () => {
  azure.rightsOf(['*'])
  instance = await connect(admin, azure, `apim-${++count}`)
})

const world = () => azure.world(`apim-${count}`)
const uuid = (id: string) => parsePublicId('azureRead', id) ?? ''
const run = (id: string, signal?: AbortSignal) => runRead({ ports: control.ports, by: `worker-${count}`, signal }, uuid(id))

async function readAll() {
  const { id } = await startAzureRead(admin, { id: instance.id })
  await run(id)
  return getAzureRead(admin, { id })
}

const estateOf = async () => (await getLatestEstate({ db: control.db }, parsePublicId('azureInstance', instance.id) ?? '')).estate

describe('a connection test', () => {
  it('says that all is there', async () => {
    world()
    const answer = await testAzureInstance(admin, { id: instance.id })
    expect(answer).toMatchObject({ ok: true, canRead: true, canPublish: true, missing: [], serviceName: `apim-${count}` })
  })

  it('names the rights that are missing', async () => {
    world()
    azure.rightsOf(['Microsoft.ApiManagement/service/*/read', 'Microsoft.ApiManagement/service/read'])
    const answer = await testAzureInstance(admin, { id: instance.id })
    expect(answer).toMatchObject({ ok: true, canRead: true, canPublish: false })
    expect(answer.missing.map(({ action }) => action)).toContain('Microsoft.ApiManagement/service/backends/write')
    expect(answer.message).toContain('listSecrets')
  })

  it('is an answer too where the instance is not there', async () => {
    const answer = await testAzureInstance(admin, { id: instance.id })
    expect(answer).toMatchObject({ ok: false, message: expect.stringContaining('404') })
  })
})

describe('reading an instance', () => {
  it('brings all of it, and no secret', async () => {
    fillDemoEstate(world())
    const read = await readAll()
    expect(read).toMatchObject({ state: 'done', error: null })
    expect(read.counts).toMatchObject({ apis: 2, products: 2, subscriptions: 5, backends: 3, pools: 1, policies: 6 })
    const estate = await estateOf()
    expect(estate.products[0]).toMatchObject({ name: 'claims-starter', apis: ['azure-openai'], groups: ['team-claims'] })
    expect(estate.backends.find(({ pool }) => pool)?.pool).toEqual([
      { backend: 'aoai-swc', priority: 1, weight: 1 },
      { backend: 'aoai-frc', priority: 2, weight: 1 },
    ])
    expect(estate.policies.map(({ scope }) => scope.kind).toSorted()).toEqual([
      'api',
      'api',
      'global',
      'operation',
      'product',
      'product',
    ])
    expect(JSON.stringify(estate)).not.toContain('planted')
    expect(world().counts.secretsRead).toBe(0)
    const kept = await control.db
      .$queryRaw`SELECT row_to_json(i)::text AS text FROM azure_instances i UNION ALL SELECT row_to_json(a)::text FROM audit_entries a UNION ALL SELECT row_to_json(r)::text FROM azure_reads r`
    expect(JSON.stringify(kept)).not.toContain(PLANTED_CLIENT_SECRET)
  })

  it('waits as long as Azure says, and goes through every page', async () => {
    fillLargeEstate(world(), { products: 12, subscriptions: 130, backends: 20 })
    Object.assign(world(), { pageSize: 25, throttleNext: 9 })
    const read = await readAll()
    expect(read.state).toBe('done')
    expect(read.counts).toMatchObject({ subscriptions: 135, products: 14, backends: 23 })
    expect(world().counts.throttled).toBe(9)
    expect(read.waitedMs).toBeGreaterThanOrEqual(20)
  })

  it('goes on where a killed process was', async () => {
    fillLargeEstate(world(), { products: 30, subscriptions: 60, backends: 10 })
    // In the middle it is told to wait for an hour: there it is killed.
    world().budget = { requests: 40, windowMs: 3_600_000 }
    const { id } = await startAzureRead(admin, { id: instance.id })
    const stop = new AbortController()
    const first = runRead({ ports: control.ports, by: 'dies', signal: stop.signal }, uuid(id))
    await expect.poll(() => world().counts.throttled, { timeout: 60_000 }).toBeGreaterThan(5)
    stop.abort(new Error('killed'))
    await first
    world().budget = null
    expect((await getAzureRead(admin, { id })).state).toBe('running')
    const before = world().counts.requests
    const kept = await control.db.azureReadPart.count({ where: { readId: uuid(id) } })
    await run(id)
    const read = await getAzureRead(admin, { id })
    expect(read.state).toBe('done')
    expect(world().counts.requests - before).toBeLessThanOrEqual(read.total - kept + 1)
  })

  it('says why it stopped, and goes on when told to', async () => {
    fillDemoEstate(world())
    azure.rightsOf(['Microsoft.ApiManagement/service/read', 'Microsoft.ApiManagement/service/apis/*'])
    const read = await readAll()
    expect(read).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/Microsoft\.ApiManagement\/service\/\w+\/read is missing/),
    })
    azure.rightsOf(['*'])
    await resumeAzureRead(admin, { id: read.id })
    await run(read.id)
    expect((await getAzureRead(admin, { id: read.id })).state).toBe('done')
  })

  it('is looked through by kind, by words and by page', async () => {
    fillLargeEstate(world(), { products: 3, subscriptions: 40, backends: 2 })
    await readAll()
    const first = await listAzureEntities(admin, { id: instance.id, kind: 'subscriptions', search: 'app', limit: 25 })
    expect(first.items).toHaveLength(25)
    const rest = await listAzureEntities(admin, {
      id: instance.id,
      kind: 'subscriptions',
      search: 'app',
      limit: 25,
      cursor: first.nextCursor ?? '',
    })
    expect(rest).toMatchObject({ nextCursor: null })
    expect(rest.items).toHaveLength(15)
  })
})
