/** Through the door: a member that is drained, what was foretold for it, and a model by another name. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildEstate } from '@/lib/boot/testing/estate'
import { buildPool, type PoolEstate } from '@/lib/boot/testing/pool-estate'
import { post, recordOf, send, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import type { Model } from '@/lib/contracts/model'
import type { Pool } from '@/lib/contracts/pool'
import type { PoolTraffic } from '@/lib/contracts/pool-live'

let gateway: TestGateway
let target: Target
let estate: PoolEstate

beforeAll(async () => {
  gateway = await startTestGateway()
  const { url, simulator, api } = gateway
  target = { url, simulatorUrl: simulator.url, api, estate: await buildEstate(api, simulator.url, 'drains') }
  estate = await buildPool(target, 'drains', [
    { baseUrl: `${simulator.url}/openai/v1`, deployment: 'gpt-4o-mini', priority: 1, weight: 60 },
    {
      baseUrl: `${simulator.url}/apimaoai01/openai/v1`,
      deployment: 'chat-mini-01',
      key: 'sim-apimaoai01-key',
      priority: 1,
      weight: 40,
    },
  ])
}, 120_000)

afterAll(() => gateway?.close())

async function inForce(): Promise<void> {
  const { version } = await gateway.running.db.controlHead.findUniqueOrThrow({ where: { id: 1 } })
  await gateway.running.dataPlane.catalog.reached(Number(version))
}

/** How many of ten calls each of the two got. */
async function sharesOfTen(): Promise<number[]> {
  gateway.simulator.control.reset()
  for (let i = 0; i < 10; i++) expect((await estate.ask('say hi')).status).toBe(200)
  const requests = gateway.simulator.control.requests()
  return ['openai', 'apimaoai01'].map(
    (name) => requests.filter((one) => one.resource === name && one.path.includes('chat')).length,
  )
}

const traffic = (without: string) =>
  gateway.api('GET', `/pools/${estate.poolId}/traffic?without=${without}`) as unknown as Promise<PoolTraffic>

it('sends a drained member nothing, as was foretold, and shares again when it is taken back', async () => {
  const [one = '', two = ''] = estate.backendIds
  expect(await sharesOfTen()).toEqual([6, 4])
  const foretold = await traffic(one)
  expect(foretold.now.map(({ percent }) => percent).toSorted()).toEqual([40, 60])
  expect(foretold).toMatchObject({ without: [{ backendId: two, percent: 100 }], nobody: null })
  const drain = (isDrained: boolean) => gateway.api('POST', `/pools/${estate.poolId}/drain`, { backendIds: [one], isDrained })
  const pool = (await drain(true)) as unknown as Pool
  expect(pool.members.map((member) => [member.backendId, member.isDrained]).toSorted()).toEqual(
    [
      [one, true],
      [two, false],
    ].toSorted(),
  )
  await inForce()
  expect(await sharesOfTen()).toEqual([0, 10])
  expect((await traffic('')).now).toEqual([{ backendId: two, percent: 100 }])
  await drain(false)
  await inForce()
  expect((await sharesOfTen())[0]).toBeGreaterThanOrEqual(5)
})

it('says what is left when nobody is, and does not drain the last', async () => {
  const all = await traffic(estate.backendIds.join(','))
  expect(all).toMatchObject({ without: [], nobody: 'Nobody is left: every call is refused with 503.' })
  await expect(gateway.api('POST', `/pools/${estate.poolId}/drain`, { backendIds: estate.backendIds })).rejects.toMatchObject({
    code: 'resource.in_use',
  })
})

it('answers a model by its alias, lists it, books it by its own name, and no longer once it is taken away', async () => {
  const { items } = (await gateway.api('GET', `/models?search=${estate.model}`)) as unknown as { items: Model[] }
  const [model] = items
  const alias = `${estate.model}-latest`
  const aliased = (await gateway.api('PATCH', `/models/${model?.id}`, { aliases: [alias] }, model?.version)) as unknown as Model
  await inForce()
  const call = () =>
    post(target, '/v1/chat/completions', estate.key.key, {
      model: alias,
      max_tokens: 5,
      messages: [{ role: 'user', content: 'hi' }],
    })
  const answer = await call()
  expect(answer.status).toBe(200)
  expect((await recordOf(target, answer.headers.get('x-request-id'))).model).toBe(estate.model)
  const listed = await send(target, 'GET', '/v1/models', { authorization: `Bearer ${estate.key.key}` })
  const names = (listed.body as unknown as { data: { id: string }[] }).data.map(({ id }) => id)
  expect(names.toSorted()).toEqual([estate.model, alias].toSorted())
  await gateway.api('PATCH', `/models/${model?.id}`, { aliases: [] }, aliased.version)
  await inForce()
  expect((await call()).status).toBe(404)
})
