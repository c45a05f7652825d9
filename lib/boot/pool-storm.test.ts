/** A thousand calls while backends fail in changing ways and callers leave at will: nothing is counted twice, nothing is left over. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildEstate } from '@/lib/boot/testing/estate'
import { buildPool, type PoolEstate } from '@/lib/boot/testing/pool-estate'
import type { SimulatorMode, Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import type { SimulatedMode } from '@/simulator/modes'

const CALLS = 1_200
const CALLS_A_TURN = 10
const AT_ONCE = 40

let gateway: TestGateway
let target: Target
let pool: PoolEstate

beforeAll(async () => {
  gateway = await startTestGateway()
  const estate = await buildEstate(gateway.api, gateway.simulator.url, 'storm')
  target = { url: gateway.url, simulatorUrl: gateway.simulator.url, api: gateway.api, estate }
  const { url } = gateway.simulator
  pool = await buildPool(
    target,
    'storm',
    [
      { baseUrl: `${url}/openai/v1`, deployment: 'gpt-4o-mini', priority: 1 },
      {
        baseUrl: `${url}/apimaoai01/openai/v1`,
        deployment: 'chat-mini-01',
        key: 'sim-apimaoai01-key',
        priority: 1,
        drainOnHangUp: true,
      },
      {
        baseUrl: `${url}/apimaoai02/openai/v1`,
        deployment: 'chat-mini-02',
        key: 'sim-apimaoai02-key',
        priority: 2,
        drainOnHangUp: false,
      },
    ],
    {
      deadlines: { firstByte: 'PT0.2S', idle: 'PT0.3S', attempt: 'PT0.5S', call: 'PT2S' },
      breaker: { failureCondition: { count: 5, interval: 'PT1S' }, tripDuration: 'PT0.2S' },
      retries: { attempts: 3, backoff: 'PT0.01S' },
    },
  )
}, 120_000)

afterAll(() => gateway?.close())

const modes: SimulatorMode[] = [
  { mode: 'ok' },
  { mode: 'ok' },
  { mode: 'ok' },
  { mode: 'down' },
  { mode: 'reset' },
  { mode: 'hang' },
  { mode: 'garbage' },
  { mode: 'die-mid-stream', afterChunks: 4 },
  { mode: 'status', code: 429, retryAfter: 0.2 },
  { mode: 'status', code: 500 },
  { mode: 'slow', ttfbMs: 30, chunkMs: 5 },
]

/** The same storm each time, as far as the weather goes. */
let seed = 20_261_121
function random(below: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed % below
}

type Sent = { id: string; hasAnswer: boolean }

async function call(i: number): Promise<Sent> {
  const isResponse = i % 5 === 0
  const stream = random(2) === 0
  const leavesAfterMs = random(4) === 0 ? 5 + random(80) : null
  const id = `storm-${i}`
  const text = '[tokens=15] go'
  const asked = isResponse ? { input: text } : { messages: [{ role: 'user', content: text }] }
  const abort = new AbortController()
  const timer = leavesAfterMs === null ? undefined : setTimeout(() => abort.abort(), leavesAfterMs)
  try {
    const answer = await fetch(`${target.url}/v1/${isResponse ? 'responses' : 'chat/completions'}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${pool.key.key}`, 'content-type': 'application/json', 'x-client-request-id': id },
      body: JSON.stringify({ model: pool.model, stream, ...asked }),
      signal: abort.signal,
    })
    await answer.arrayBuffer()
    return { id, hasAnswer: true }
  } catch {
    return { id, hasAnswer: false }
  } finally {
    clearTimeout(timer)
  }
}

it('every call that was answered is on the ledger once, and when it is over nothing is under way', async () => {
  const turn = () => {
    for (const name of ['openai', 'apimaoai01', 'apimaoai02'])
      gateway.simulator.control.setMode(name, (modes[random(modes.length)] ?? { mode: 'ok' }) as SimulatedMode)
  }
  const weather = setInterval(turn, 60)
  const sent: Sent[] = []
  let next = 0
  const caller = async () => {
    while (next < CALLS) {
      // By the calls too: a quick machine is through with them in a few turns of the weather.
      if (next % CALLS_A_TURN === 0) turn()
      sent.push(await call(next++))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, caller))
  clearInterval(weather)
  gateway.simulator.control.reset()
  const { ledger, gateway: core } = gateway.running.dataPlane
  const live = () => core.state.pools.list().map(({ member }) => member.inFlight)
  await expect.poll(() => live().every((count) => count === 0), { timeout: 60_000 }).toBe(true)
  expect(core.state.bodies.bytes()).toBe(0)
  await ledger.drain(60_000)
  const { rows } = await gateway.running.pool.query<{ id: string; records: number; outcome: string }>(
    `select client_request_id as id, count(*)::int as records, min(outcome::text) as outcome from usage_records
      where client_request_id like 'storm-%' group by 1`,
  )
  const records = new Map(rows.map((row) => [row.id, row]))
  expect(rows.filter((row) => row.records !== 1)).toEqual([])
  for (const { id, hasAnswer } of sent) if (hasAnswer) expect(records.has(id), id).toBe(true)
  // The storm was one: some were answered, some failed, some left.
  expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['answered', 'failed', 'cancelled']))
  // And the sun comes out again.
  for (let i = 0; i < 10; i++) await pool.ask('say hi')
  await expect.poll(async () => (await pool.ask('say hi')).status, { timeout: 60_000 }).toBe(200)
}, 300_000)
