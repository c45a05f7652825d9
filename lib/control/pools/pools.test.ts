import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import { newUuid, parsePublicId } from '@/lib/base/ids'
import { createBackend } from '@/lib/control/backends/backend-commands'
import { simulateBackend } from '@/lib/control/backends/simulate-backend'
import type { LiveMember } from '@/lib/control/control-ports'
import { createModel, deleteModel } from '@/lib/control/models/model-commands'
import { getPoolLive } from '@/lib/control/pools/pool-live'
import { createPool, getPool, updatePool } from '@/lib/control/pools/pool-operations'
import { sendPoolCalls } from '@/lib/control/pools/send-pool-calls'
import { makeActor, startTestControl, type TestControl } from '@/lib/control/testing/test-control'

let control: TestControl
let admin: Actor
let one: { id: string }
let two: { id: string }

beforeAll(async () => {
  control = await startTestControl()
  admin = await makeActor(control, { platformRole: 'admin' })
  const backend = (name: string) => createBackend(admin, { name, provider: 'openai', baseUrl: `https://${name}.example.com/v1` })
  one = await backend('one')
  two = await backend('two')
})

afterAll(() => control.close())

const any = { ifMatch: '*' }
const invalid = { code: 'request.invalid' }
const poolOf = (name: string, more: object = {}) =>
  createPool(admin, {
    name,
    members: [
      { backendId: one.id, weight: 60 },
      { backendId: two.id, weight: 40 },
    ],
    ...more,
  })

describe('how a pool routes', () => {
  it('is built in where nothing is said', async () => {
    const pool = await poolOf('plain')
    expect(pool).toMatchObject({
      affinity: null,
      prefersUserRegion: true,
      lastResort: { kind: 'refuse' },
      probe: null,
      deadlines: null,
      retries: null,
    })
  })

  it('is set and changed part by part', async () => {
    const pool = await poolOf('own rules', {
      affinity: { by: 'cookie' },
      probe: { path: '/health' },
      deadlines: { attempt: 'PT20S', idle: 'PT0.5S' },
      breaker: { failureCondition: { count: 3, interval: 'PT1M' }, tripDuration: 'PT10S', retryAfterCap: 'PT2M' },
    })
    expect(pool).toMatchObject({
      affinity: { by: 'cookie', name: 'tollgate-member' },
      probe: { interval: 'PT10S', timeout: 'PT5S', path: '/health' },
      breaker: { retryAfterCap: 'PT2M' },
    })
    const changed = await updatePool(admin, { id: pool.id, lastResort: { kind: 'answer', text: 'Later.' }, affinity: null }, any)
    expect(changed).toMatchObject({
      affinity: null,
      lastResort: { kind: 'answer', text: 'Later.' },
      deadlines: { attempt: 'PT20S', idle: 'PT0.5S' },
    })
    expect(await getPool(admin, { id: pool.id })).toEqual(changed)
  })

  it('is refused where it makes no sense', async () => {
    await expect(poolOf('x', { affinity: { by: 'header', name: 'Authorization' } })).rejects.toMatchObject(invalid)
    await expect(poolOf('x', { affinity: { by: 'header', name: 'x y' } })).rejects.toMatchObject(invalid)
    await expect(poolOf('x', { probe: { path: 'https://elsewhere.example.com' } })).rejects.toMatchObject(invalid)
    await expect(poolOf('x', { deadlines: { call: '20s' } })).rejects.toMatchObject(invalid)
    await expect(poolOf('x', { lastResort: { kind: 'model', model: 'nobody' } })).rejects.toMatchObject(invalid)
    const pool = await poolOf('loop')
    await createModel(admin, { name: 'of-loop', poolId: pool.id, capabilities: ['chat'], contextWindow: 1, maxOutputTokens: 1 })
    await expect(updatePool(admin, { id: pool.id, lastResort: { kind: 'model', model: 'of-loop' } }, any)).rejects.toMatchObject(
      invalid,
    )
  })
})

describe('a model a pool falls back on', () => {
  it('is not deleted from under it', async () => {
    const home = await poolOf('home')
    const made = await createModel(admin, {
      name: 'spare',
      poolId: home.id,
      capabilities: ['chat'],
      contextWindow: 1,
      maxOutputTokens: 1,
    })
    const pool = await poolOf('leans on it', { lastResort: { kind: 'model', model: 'spare' } })
    await expect(deleteModel(admin, { id: made.id }, any)).rejects.toMatchObject({ code: 'resource.in_use' })
    await updatePool(admin, { id: pool.id, lastResort: { kind: 'refuse' } }, any)
    await expect(deleteModel(admin, { id: made.id }, any)).resolves.toEqual({ deleted: true })
  })
})

describe('a pool, live', () => {
  const live = (poolId: string, backendId: string, more: Partial<LiveMember> = {}): LiveMember => ({
    poolId: parsePublicId('pool', poolId) ?? '',
    backendId: parsePublicId('backend', backendId) ?? '',
    state: 'closed',
    reason: '',
    openForMs: 0,
    inFlight: 0,
    latencyMs: 0,
    attempts: 0,
    failures: 0,
    pulse: null,
    ...more,
  })

  it('is what this gateway and the others report, the worst state first; who has gone silent, or serves no calls, is not counted', async () => {
    const pool = await poolOf('watched')
    control.live.push(
      live(pool.id, one.id, { attempts: 30, inFlight: 2, latencyMs: 100 }),
      live(pool.id, two.id, { attempts: 10 }),
    )
    const open = live(pool.id, one.id, {
      state: 'open',
      reason: 'status 429',
      openForMs: 20_000,
      attempts: 0,
      latencyMs: 300,
      failures: 1,
    })
    const replica = (members: unknown, secondsAgo: number, servesCalls = true) =>
      control.db.replica.create({
        data: {
          id: newUuid(),
          startedAt: new Date(control.clock.now()),
          seenAt: new Date(control.clock.now() - secondsAgo * 1000),
          catalogVersion: 1,
          status: { members, servesCalls } as never,
        },
      })
    await replica([open], 1)
    await replica([live(pool.id, two.id, { attempts: 1_000 })], 60)
    await replica([live(pool.id, two.id, { attempts: 1_000 })], 1, false)
    await replica('from another version', 1)
    const seen = await getPoolLive(admin, { id: pool.id })
    expect(seen).toMatchObject({ replicas: 2, attempts: 40, failures: 1 })
    expect(seen.members[0]).toMatchObject({
      backendId: one.id,
      state: 'open',
      openReplicas: 1,
      reason: 'status 429',
      openUntil: new Date(control.clock.now() + 20_000).toISOString(),
      inFlight: 2,
      latencyMs: 200,
      sharePercent: 75,
      simulated: null,
    })
    expect(seen.members[1]).toMatchObject({ state: 'closed', reason: null, latencyMs: null, sharePercent: 25 })
  })

  it('has no levers but where there is a simulator', async () => {
    const pool = await poolOf('no levers')
    await expect(simulateBackend(admin, { id: one.id, mode: 'down' })).rejects.toMatchObject({ code: 'resource.not_found' })
    await expect(sendPoolCalls(admin, { id: pool.id })).rejects.toMatchObject({ code: 'resource.not_found' })
  })
})
