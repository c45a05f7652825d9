/** Embeddings from every provider that makes any, by OpenAI's and Gemini's packages as they are. */
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokenService } from '@/lib/boot/testing/google-account'
import { untilInForce } from '@/lib/boot/testing/pool-estate'
import { providerPlans } from '@/lib/boot/testing/provider-estate'
import { post, recordOf, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

const plans = {
  openai: ['openai', 'text-embedding-3-small'],
  gemini: ['gemini', 'gemini-embedding-001'],
  vertex: ['vertex', 'text-embedding-005'],
  cohere: ['cohere', 'embed-v4.0'],
  titan: ['bedrock', 'amazon.titan-embed-text-v2:0'],
  'bedrock-cohere': ['bedrock', 'cohere.embed-english-v3'],
} as const
const names = Object.keys(plans) as (keyof typeof plans)[]

let gateway: TestGateway
let key: string
const target = () => ({ url: gateway.url, simulatorUrl: gateway.simulator.url, api: gateway.api }) as Target

beforeAll(async () => {
  gateway = await startTestGateway({}, undefined, createTokenService().fetch)
  const { api, simulator } = gateway
  for (const name of names) {
    const [provider, deployment] = plans[name]
    const { path, credential } = providerPlans[provider]
    const backend = await api('POST', '/backends', {
      name,
      provider,
      baseUrl: simulator.url + path,
      credential,
      deployments: [{ model: name, name: deployment }],
    })
    const pool = await api('POST', '/pools', { name, members: [{ backendId: backend.id, priority: 1, weight: 1 }] })
    const shape = { capabilities: ['embeddings'], contextWindow: 8_192, maxOutputTokens: 0 }
    await api('POST', '/models', { name, poolId: pool.id, ...shape })
    const price = { currency: 'USD', effectiveFrom: '2026-01-01T00:00:00Z', perMillion: { input: '1000000', output: '0' } }
    await api('POST', '/prices', { model: name, ...price })
  }
  const product = await api('POST', '/products', { name: 'vectors', models: names, requiresApproval: false })
  await api('POST', `/products/${product.id}/publish`, {}, product.version)
  const tenant = await api('POST', '/tenants', { name: 'vectors', costCentre: 'CC', timeZone: 'UTC', currency: 'USD' })
  const subscription = await api('POST', '/subscriptions', { tenantId: tenant.id, productId: product.id, name: 'vectors' })
  key = (await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })).key
  await untilInForce(target(), key)
})
afterAll(() => gateway?.close())

const length = (vector: readonly number[]) => Math.hypot(...vector)
type Booked = { cost: string; operation: string; tokens: { input: number }; measured: string; outcome: string }
const booked = async (reply: { headers: Headers }) =>
  (await recordOf(target(), reply.headers.get('x-request-id'))) as never as Booked

describe.each(names)('embeddings of %s', (model) => {
  const isOneByOne = model === 'titan'

  it('come to OpenAI’s package in the order of the texts, booked by the provider’s own count where it gives one', async () => {
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 })
    const input = isOneByOne ? 'the gate is open' : ['the gate is open', 'the gate is shut', 'tea']
    // The package asks for base64 by itself, and reads floats out of it.
    const { data, response } = await client.embeddings.create({ model, input }).withResponse()
    expect(data.data).toHaveLength(isOneByOne ? 1 : 3)
    for (const [index, one] of data.data.entries()) {
      expect(one.index).toBe(index)
      expect(length(one.embedding)).toBeCloseTo(1, 3)
    }
    expect(data.model).toBe(model === 'openai' ? 'text-embedding-3-small' : model)
    const record = await booked(response)
    expect(record).toMatchObject({ operation: 'embeddings', outcome: 'answered' })
    expect(record.measured).toBe(['gemini', 'bedrock-cohere'].includes(model) ? 'estimated' : 'measured')
    expect(record.tokens.input).toBe(data.usage.prompt_tokens)
    expect(record.tokens.input).toBeGreaterThan(0)
    expect(Number(record.cost)).toBe(record.tokens.input)
  })

  it('come to Gemini’s package', async () => {
    const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: `${gateway.url}/gemini` } })
    const contents = isOneByOne ? ['tea'] : ['tea', 'a gate']
    const { embeddings } = await client.models.embedContent({ model, contents, config: { taskType: 'RETRIEVAL_QUERY' } })
    expect(embeddings).toHaveLength(contents.length)
    for (const one of embeddings ?? []) expect(length(one.values ?? [])).toBeCloseTo(1, 3)
  })

  it('are one for one text, in as many dimensions as were asked for', async () => {
    const path = `/gemini/v1beta/models/${model}:embedContent`
    const content = { parts: [{ text: 'a gate' }] }
    const one = await post(target(), path, key, { content, outputDimensionality: 512 })
    if (model === 'bedrock-cohere') {
      expect([one.status, one.body.error?.message]).toEqual([
        400,
        "The provider of the model 'bedrock-cohere' cannot do 'dimensions'.",
      ])
      return
    }
    expect(one.status, one.text).toBe(200)
    expect((one.body as never as { embedding: { values: number[] } }).embedding.values).toHaveLength(512)
  })

  it('are asked for with texts, and what is wrong is told in the caller’s words', async () => {
    const path = `/gemini/v1beta/models/${model}:batchEmbedContents`
    const empty = await post(target(), path, key, { requests: [] })
    expect([empty.status, empty.body.error?.message]).toEqual([400, "'requests' must be a list with at least one request."])
    const tokens = await post(target(), '/v1/embeddings', key, { model, input: [1, 2, 3] })
    expect(tokens.status).toBe(model === 'openai' ? 200 : 400)
    if (model !== 'openai') expect(tokens.body.error?.code).toBe('unsupported_by_provider')
    const blank = await post(target(), '/v1/embeddings', key, { model, input: [''] })
    expect(blank.status).toBe(400)
    expect(await booked(blank)).toMatchObject({ cost: '0', outcome: 'failed' })
  })
})

it('of a provider that makes one vector at a time are refused by name where more are asked for', async () => {
  const { status, body } = await post(target(), '/v1/embeddings', key, { model: 'titan', input: ['a', 'b'] })
  expect([status, body.error]).toMatchObject([400, { code: 'unsupported_by_provider', param: 'input' }])
})
