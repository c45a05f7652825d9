/** A backend that asks for twenty seconds gets them, then one probe, then its share; by a clock of the test's own. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemActor } from '@/lib/access/actor'
import { buildEstate } from '@/lib/boot/testing/estate'
import { buildPool, type PoolEstate } from '@/lib/boot/testing/pool-estate'
import type { Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { getPoolLive } from '@/lib/control/pools/pool-live'

/** A slow machine is no failure. */
const soon = { timeout: 20_000 }

let nowMs = Date.now()
let gateway: TestGateway
let target: Target
let pool: PoolEstate

/** Two of the simulated resources, told apart by what has reached them. */
const resources = ['openai', 'apimaoai01'] as const

beforeAll(async () => {
  gateway = await startTestGateway({}, () => nowMs)
  const estate = await buildEstate(gateway.api, gateway.simulator.url, 'clock')
  target = { url: gateway.url, simulatorUrl: gateway.simulator.url, api: gateway.api, estate }
}, 120_000)

beforeEach(async () => {
  gateway.simulator.control.reset()
  pool = await buildPool(
    target,
    'clock',
    [
      { baseUrl: `${gateway.simulator.url}/openai/v1`, deployment: 'gpt-4o-mini', priority: 1, weight: 50 },
      {
        baseUrl: `${gateway.simulator.url}/apimaoai01/openai/v1`,
        deployment: 'chat-mini-01',
        key: 'sim-apimaoai01-key',
        priority: 1,
        weight: 50,
      },
    ],
    {},
  )
}, 120_000)

afterAll(() => gateway.close())

/** Calls that have reached the two since the last time this was asked. */
function seen(): Record<(typeof resources)[number], number> {
  const requests = gateway.simulator.control.requests()
  gateway.simulator.control.reset()
  const of = (name: string) => requests.filter(({ resource, path }) => resource === name && path.includes('chat')).length
  return { openai: of('openai'), apimaoai01: of('apimaoai01') }
}

async function ask(times: number): Promise<number[]> {
  const statuses: number[] = []
  for (let i = 0; i < times; i++) statuses.push((await pool.ask('say hi', { stream: i % 2 === 0 })).status)
  return statuses
}

/** What was changed has reached the gateway. */
async function inForce(): Promise<void> {
  const { version } = await gateway.running.db.controlHead.findUniqueOrThrow({ where: { id: 1 } })
  await gateway.running.dataPlane.catalog.reached(Number(version))
}

const allFine = (times: number) => Array.from({ length: times }, () => 200)

describe('a backend that answers 429 with Retry-After: 20', () => {
  it('gets no call for 20 s, then exactly one probe, then its share; no caller notices', async () => {
    gateway.simulator.control.setMode('openai', { mode: 'status', code: 429, retryAfter: 20, times: 1 })
    expect(await ask(2)).toEqual(allFine(2))
    expect(seen().openai).toBe(1)
    for (const passedMs of [1, 5_000, 14_998]) {
      nowMs += passedMs
      expect(await ask(5)).toEqual(allFine(5))
      expect(seen()).toEqual({ openai: 0, apimaoai01: 5 })
    }
    // 19,999 ms have passed; now it is 20 s. The probe hangs in the air while the others are asked.
    nowMs += 1
    gateway.simulator.control.setMode('openai', { mode: 'slow', ttfbMs: 3_000, chunkMs: 0, times: 1 })
    const during = await Promise.all(Array.from({ length: 12 }, () => pool.ask('say hi')))
    expect(during.map(({ status }) => status)).toEqual(allFine(12))
    expect(seen()).toEqual({ openai: 1, apimaoai01: 11 })
    // It was answered: from here on half of the calls are its own.
    expect(await ask(40)).toEqual(allFine(40))
    const { openai } = seen()
    expect(openai).toBeGreaterThanOrEqual(19)
    expect(openai).toBeLessThanOrEqual(21)
  })

  it('whose probe fails, gets none again until its next time has come', async () => {
    gateway.simulator.control.setMode('openai', { mode: 'status', code: 429, retryAfter: 20 })
    expect(await ask(2)).toEqual(allFine(2))
    expect(seen().openai).toBe(1)
    gateway.simulator.control.setMode('openai', { mode: 'status', code: 429, retryAfter: 20 })
    nowMs += 20_000
    expect(await ask(6)).toEqual(allFine(6))
    expect(seen().openai).toBe(1)
    nowMs += 19_999
    expect(await ask(6)).toEqual(allFine(6))
    expect(seen().openai).toBe(0)
  })

  it('is shown on its pool: open, why, and until when', async () => {
    gateway.simulator.control.setMode('openai', { mode: 'status', code: 429, retryAfter: 20 })
    await ask(2)
    const live = await getPoolLive(systemActor('tests'), { id: pool.poolId })
    const [first, second] = live.members
    expect(first).toMatchObject({ state: 'open', reason: 'status 429', attempts: 1, failures: 1 })
    expect(Date.parse(first?.openUntil ?? '') - Date.parse(live.at)).toBe(20_000)
    expect(second).toMatchObject({ state: 'closed', reason: null, attempts: 2, failures: 0 })
  })

  it('asks for a day and is believed for a minute, or for as long as the pool says', async () => {
    const { version } = await gateway.api('GET', `/pools/${pool.poolId}`)
    const breaker = { failureCondition: { count: 3, interval: 'PT10S' }, tripDuration: 'PT10S', retryAfterCap: 'PT90S' }
    await gateway.api('PATCH', `/pools/${pool.poolId}`, { breaker }, version)
    await inForce()
    gateway.simulator.control.setMode('openai', { mode: 'status', code: 429, retryAfter: 86_400, times: 1 })
    await ask(2)
    nowMs += 89_999
    seen()
    await ask(4)
    expect(seen().openai).toBe(0)
    nowMs += 1
    await ask(4)
    expect(seen().openai).toBeGreaterThan(0)
  })
})

describe('an outage of every backend', () => {
  it('is not multiplied by retries: beyond the budget a call fails at its first attempt', async () => {
    const breaker = { failureCondition: { count: 100_000, interval: 'PT10S' }, tripDuration: 'PT1S' }
    const { version } = await gateway.api('GET', `/pools/${pool.poolId}`)
    await gateway.api('PATCH', `/pools/${pool.poolId}`, { breaker, retries: { budgetPercent: 20 } }, version)
    await inForce()
    for (const name of resources) gateway.simulator.control.setMode(name, { mode: 'status', code: 503 })
    const statuses = await ask(100)
    expect(new Set(statuses)).toEqual(new Set([502]))
    const { openai, apimaoai01 } = seen()
    expect(openai + apimaoai01).toBeLessThanOrEqual(100 + 20 + 10)
    expect(openai + apimaoai01).toBeGreaterThanOrEqual(100 + 20)
  })
})

describe('health probes', () => {
  it('take a dead backend out before a caller meets it, and bring it back', async () => {
    const { version } = await gateway.api('GET', `/pools/${pool.poolId}`)
    await gateway.api('PATCH', `/pools/${pool.poolId}`, { probe: { interval: 'PT10S', timeout: 'PT10S' } }, version)
    await inForce()
    const { probes } = gateway.running.dataPlane
    const stateOf = async () => (await getPoolLive(systemActor('tests'), { id: pool.poolId })).members[0]
    const probe = async () => {
      nowMs += 10_000
      await probes.probeDue()
      // The loop may have taken a probe of this moment for itself.
      await expect.poll(async () => (await stateOf())?.probe?.at, soon).toBeDefined()
    }
    await probe()
    expect(await stateOf()).toMatchObject({ state: 'closed', probe: { ok: true, message: 'status 200' } })
    gateway.simulator.control.setMode('openai', { mode: 'down' })
    for (let i = 0; i < 2; i++) await probe()
    await expect.poll(async () => (await stateOf())?.state, soon).toBe('open')
    expect((await stateOf())?.reason).toMatch(/^probe: (reset|connect)$/)
    seen()
    gateway.simulator.control.setMode('openai', { mode: 'down' })
    // However long: only a probe that is answered brings it back.
    nowMs += 9_000
    expect(await ask(4)).toEqual(allFine(4))
    expect(seen()).toEqual({ openai: 0, apimaoai01: 4 })
    await probe()
    await expect.poll(async () => (await stateOf())?.state, soon).toBe('closed')
    await ask(4)
    expect(seen().openai).toBe(2)
  })
})
