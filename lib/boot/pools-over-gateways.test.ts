/** Pools over three gateway processes: sessions and responses find their member from any of them, and one page shows them all. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPool, type PoolEstate, untilInForce } from '@/lib/boot/testing/pool-estate'
import { post, recordOf, setMode, type Target } from '@/lib/boot/testing/target'
import { startThreeGateways, type ThreeGateways } from '@/lib/boot/testing/three-gateways'
import type { PoolLive } from '@/lib/contracts/pool-live'

let gateways: ThreeGateways
let pool: PoolEstate

const targetOf = (i: number): Target => gateways.targets[i % 3] ?? gateways.targets[0]
const chat = (content: string) => ({ model: pool.model, messages: [{ role: 'user', content }] })
const backendOf = async (reply: { headers: Headers }) =>
  (await recordOf(targetOf(0), reply.headers.get('x-request-id'))).backendId

beforeAll(async () => {
  gateways = await startThreeGateways('pools', {})
  pool = await poolOverThree('over three')
}, 240_000)

async function poolOverThree(name: string): Promise<PoolEstate> {
  const { simulatorUrl } = targetOf(0)
  const made = await buildPool(
    targetOf(0),
    name,
    [
      { baseUrl: `${simulatorUrl}/openai/v1`, deployment: 'gpt-4o-mini', priority: 1 },
      { baseUrl: `${simulatorUrl}/apimaoai01/openai/v1`, deployment: 'chat-mini-01', key: 'sim-apimaoai01-key', priority: 1 },
    ],
    { affinity: { by: 'header', name: 'x-session-id' } },
  )
  for (const target of gateways.targets) await untilInForce(target, made.key.key)
  return made
}

afterAll(() => gateways?.close())

describe('three gateways', () => {
  it('draw the same member for a session', async () => {
    const homes = new Set<unknown>()
    // Members have other ids in each run, so where a session lives is drawn anew: forty on one of two would be one run in 10^11.
    for (let session = 1; session <= 6 || (homes.size < 2 && session <= 40); session++) {
      const replies = [0, 1, 2].map((i) =>
        post(targetOf(i), '/v1/chat/completions', pool.key.key, chat('say hi'), { 'x-session-id': `session ${session}` }),
      )
      const backends = await Promise.all((await Promise.all(replies)).map(backendOf))
      expect(new Set(backends).size).toBe(1)
      homes.add(backends[0])
    }
    expect(homes.size).toBe(2)
  })

  it('each continue a response that another one has relayed, where it lives', async () => {
    for (let chain = 0; chain < 3; chain++) {
      let previous: string | null = null
      const backends = new Set<unknown>()
      for (let turn = 0; turn < 4; turn++) {
        const body: object = { model: pool.model, input: `turn ${chain}.${turn}`, previous_response_id: previous }
        const reply = await post(targetOf(turn), '/v1/responses', pool.key.key, body)
        expect(reply.status, reply.text).toBe(200)
        previous = JSON.parse(reply.text).id
        backends.add(await backendOf(reply))
      }
      expect(backends.size).toBe(1)
    }
  })

  it('show on one page that the breaker of one of them is open, and what all of them do', async () => {
    // One nobody has called yet: what the others report is a heartbeat old.
    pool = await poolOverThree('seen by three')
    const live = async () => (await targetOf(0).api('GET', `/pools/${pool.poolId}/live`)) as unknown as PoolLive
    await expect.poll(async () => (await live()).replicas, { timeout: 20_000 }).toBe(3)
    await setMode(targetOf(0), 'openai', { mode: 'status', code: 429, retryAfter: 30, times: 1 })
    for (let i = 0; i < 8; i++) await post(targetOf(1), '/v1/chat/completions', pool.key.key, chat('say hi'))
    await expect
      .poll(async () => (await live()).members[0], { timeout: 20_000 })
      .toMatchObject({ state: 'open', reason: 'status 429', openReplicas: 1, failures: 1 })
    await expect.poll(async () => (await live()).attempts, { timeout: 20_000 }).toBe(9)
    // The others have not been told anything, and go on.
    expect(
      await Promise.all(
        Array.from({ length: 8 }, () => post(targetOf(2), '/v1/chat/completions', pool.key.key, chat('say hi')).then(backendOf)),
      ),
    ).toContain(pool.backendIds[0])
  })
})
