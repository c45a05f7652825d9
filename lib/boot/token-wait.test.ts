import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, buildEstate } from '@/lib/boot/testing/estate'
import { limitsOf, productWith, until } from '@/lib/boot/testing/limit-products'
import { providerPlans } from '@/lib/boot/testing/provider-estate'
import { chat, post, recordOf, send, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

/** Google’s token service, when nobody is there. */
const tokenFetch: typeof fetch = () => new Promise(() => {})

let gateway: TestGateway
let target: Target
beforeAll(async () => {
  gateway = await startTestGateway({}, undefined, tokenFetch)
  const estate = await buildEstate(gateway.api, gateway.simulator.url, 'tokens')
  target = { url: gateway.url, simulatorUrl: gateway.simulator.url, api: gateway.api, estate }
}, 120_000)
afterAll(() => gateway?.close())

async function keyFor(model: string, routing: object, limits: object[]): Promise<string> {
  const { path, credential, deployment } = providerPlans.vertex
  const { api } = target
  const deployments = [{ model, name: deployment }]
  const baseUrl = gateway.simulator.url + path
  const backend: Answer = await api('POST', '/backends', { name: model, provider: 'vertex', baseUrl, credential, deployments })
  const pool = await api('POST', '/pools', {
    name: model,
    members: [{ backendId: backend.id, priority: 1, weight: 1 }],
    ...routing,
  })
  const shape = { capabilities: ['chat'], contextWindow: 128_000, maxOutputTokens: 8_192 }
  await api('POST', '/models', { name: model, poolId: pool.id, ...shape })
  const { key } = await productWith(target, { models: [model] }, limits)
  const models = async () => (await send(target, 'GET', '/v1/models', { authorization: `Bearer ${key}` })).text
  await until(async () => (await models()).includes(model))
  return key
}

it('a call ends in time though its token never comes, and says so in its trace', async () => {
  const key = await keyFor('silent', { deadlines: { call: 'PT1S' } }, [])
  const reply = await post(target, '/v1/chat/completions', key, chat('silent', 'hi'))
  expect([reply.status, reply.body.error?.code]).toEqual([504, 'upstream_timeout'])
  const record = await recordOf(target, reply.headers.get('x-request-id'))
  expect(record.trace).toMatchObject({ attempts: [{ failure: 'no access token in time', usage: 'none' }] })
})

it('a caller that leaves while its token is awaited gives back what it held', async () => {
  const key = await keyFor('left', {}, [{ measure: 'concurrency', amount: 1 }])
  const leaving = new AbortController()
  const left = fetch(`${target.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(chat('left', 'hi')),
    signal: leaving.signal,
  }).catch((error: unknown) => error)
  const held = async () => (await limitsOf(target, key))[0]?.used
  await expect.poll(held, { timeout: 20_000 }).toBe(1)
  leaving.abort()
  await left
  await expect.poll(held, { timeout: 20_000 }).toBe(0)
})
