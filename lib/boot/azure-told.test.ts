/** What Azure OpenAI says beside its answers: passed on, and on the call's trace where a person looks for it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildEstate } from '@/lib/boot/testing/estate'
import { until } from '@/lib/boot/testing/limit-products'
import { chat, post, recordOf, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { createSimulator, type Simulator } from '@/simulator/create-simulator'

let gateway: TestGateway
let azure: Simulator
let target: Target
let key: string

beforeAll(async () => {
  gateway = await startTestGateway()
  azure = await createSimulator({
    resources: [
      {
        name: 'ptu',
        kind: 'azure-openai',
        region: 'Sweden Central',
        keys: ['sim-ptu-key'],
        deployments: { provisioned: 'gpt-4o-mini' },
        utilization: 103,
        spilledTo: 'standard',
      },
    ],
  })
  const { url, simulator, api } = gateway
  target = { url, simulatorUrl: simulator.url, api, estate: await buildEstate(api, simulator.url, 'told') }
  const backend = await api('POST', '/backends', {
    name: 'ptu',
    provider: 'azure-openai',
    baseUrl: `${azure.url}/ptu`,
    credential: { kind: 'api-key', value: 'sim-ptu-key' },
    deployments: [{ model: 'ptu', name: 'provisioned' }],
  })
  const pool = await api('POST', '/pools', { name: 'ptu', members: [{ backendId: backend.id, priority: 1, weight: 1 }] })
  await api('POST', '/models', {
    name: 'ptu',
    poolId: pool.id,
    capabilities: ['chat'],
    contextWindow: 8_000,
    maxOutputTokens: 4_000,
  })
  const product = await api('POST', '/products', { name: 'ptu', models: ['ptu'], requiresApproval: false })
  await api('POST', `/products/${product.id}/publish`, {}, product.version)
  const subscription = await api('POST', '/subscriptions', {
    tenantId: target.estate.tenantId,
    productId: product.id,
    name: 'ptu',
  })
  key = (await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })).key
  await until(async () => (await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } })).status === 200)
})
afterAll(async () => {
  await gateway?.close()
  await azure?.close()
})

it('passes on region, request id, spill-over and utilization, plain and streaming', async () => {
  for (const stream of [false, true]) {
    const { status, headers } = await post(target, '/v1/chat/completions', key, chat('ptu', 'hi', { stream, max_tokens: 5 }))
    expect(status).toBe(200)
    expect(headers.get('x-ms-region')).toBe('Sweden Central')
    expect(headers.get('apim-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.get('x-ms-spillover-deployment')).toBe('standard')
    expect(headers.get('azure-openai-deployment-utilization')).toBe('103%')
  }
})

it('keeps them on the trace of a call that failed, with the filter’s own words for the caller', async () => {
  const refused = await post(target, '/v1/chat/completions', key, chat('ptu', 'trigger the content filter', { max_tokens: 5 }))
  expect(refused.status).toBe(400)
  expect(refused.body.error).toMatchObject({ code: 'content_filter' })
  expect(refused.text).toContain('content_filter_result')
  const record = (await recordOf(target, refused.headers.get('x-request-id'))) as unknown as {
    trace: { attempts: { told: Record<string, string> }[] }
  }
  expect(record.trace.attempts[0]?.told).toMatchObject({
    region: 'Sweden Central',
    requestId: refused.headers.get('apim-request-id'),
    spilledTo: 'standard',
    utilization: '103%',
  })
})
