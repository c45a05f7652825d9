/** Any HTTP service behind the gateway: made from its OpenAPI document, metered by its own units, reached below its own name. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { untilInForce } from '@/lib/boot/testing/pool-estate'
import { recordOf, seenUpstream, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { DOCUMENTS_KEY } from '@/simulator/documents'

let gateway: TestGateway
let key: string
let tenantId: string
let modelId: string
const SERVICE = 'document-reader'

beforeAll(async () => {
  gateway = await startTestGateway({ ALLOWED_PRIVATE_BACKENDS: '127.0.0.0/8' })
  const { api, simulator } = gateway
  const document = await (await fetch(`${simulator.url}/documents/openapi.json`)).text()
  const offer = (await api('POST', '/services/read', { document })) as never as Offer
  expect(offer).toMatchObject({
    title: 'Document reader',
    name: SERVICE,
    baseUrl: `${simulator.url}/documents`,
    keyHeader: 'ocp-apim-subscription-key',
    skipped: [{ operation: 'GET /files/{name}.{type}' }],
  })
  const units: Record<string, object> = {
    analyze: { kind: 'calls', perCall: 2 },
    classify: { kind: 'pages', field: 'usage.pages' },
  }
  const model = await api('POST', '/services', {
    name: offer.name,
    baseUrl: offer.baseUrl,
    key: DOCUMENTS_KEY,
    keyHeader: offer.keyHeader,
    operations: offer.operations.map((one) => ({ ...one, units: units[one.name] ?? null })),
    document,
  })
  modelId = model.id
  await api('POST', '/prices', {
    model: SERVICE,
    currency: 'USD',
    effectiveFrom: '2026-01-01T00:00:00Z',
    perMillion: { input: '0', output: '0' },
    perUnit: { calls: '0.01', pages: '0.0015' },
  })
  const product = await api('POST', '/products', { name: 'documents', models: [SERVICE], requiresApproval: false })
  await api('POST', `/products/${product.id}/publish`, {}, product.version)
  const tenant = await api('POST', '/tenants', { name: 'reader', costCentre: 'CC', timeZone: 'UTC', currency: 'USD' })
  tenantId = tenant.id
  const subscription = await api('POST', '/subscriptions', { tenantId, productId: product.id, name: 'reader' })
  key = (await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })).key
  await untilInForce(target(), key)
})
afterAll(() => gateway?.close())

type Offer = { name: string; baseUrl: string; keyHeader: string; operations: { name: string; method: string; path: string }[] }

function target(): Target {
  return { url: gateway.url, simulatorUrl: gateway.simulator.url, api: gateway.api } as Target
}

function call(method: string, path: string, body?: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${gateway.url}/services/${SERVICE}${path}`, { method, body, headers: { 'api-key': key, ...headers } })
}

const booked = async (answer: Response) => (await recordOf(target(), answer.headers.get('x-request-id'))) as never as Booked
type Booked = {
  cost: string | null
  operation: string
  outcome: string
  model: string
  units: unknown
  code: string | null
  dialect: string
}

describe('a service', () => {
  it('takes any body as it came, counts each call, and leads to its result', async () => {
    const pdf = Buffer.from(`%PDF-1.7 ${'\u0000\u00ff'.repeat(700)}`, 'latin1')
    const started = await call('POST', '/analyze', pdf, { 'content-type': 'application/pdf' })
    expect(started.status).toBe(202)
    expect(await booked(started)).toMatchObject({
      cost: '0.02',
      operation: 'service',
      dialect: 'service',
      model: SERVICE,
      outcome: 'answered',
    })
    const place = started.headers.get('operation-location') ?? ''
    expect(place).toMatch(new RegExp(`^${gateway.url}/services/${SERVICE}/results/\\w+\\?api-version=1$`))
    const result = await fetch(place, { headers: { 'ocp-apim-subscription-key': key } })
    expect(await result.json()).toMatchObject({ status: 'succeeded', analyzeResult: { pages: [{}, {}] } })
    expect(await booked(result)).toMatchObject({ cost: '0', outcome: 'answered' })
    const gone = await fetch(place, { method: 'DELETE', headers: { authorization: `Bearer ${key}` } })
    expect([gone.status, await gone.text()]).toEqual([204, ''])
    const missing = await fetch(place, { headers: { 'x-api-key': key } })
    expect([missing.status, (await missing.json()).error.code]).toEqual([404, 'NotFound'])
    expect(await booked(missing)).toMatchObject({ cost: '0', outcome: 'failed', code: 'provider_refused' })
  })

  it('bills what its answer says it has used', async () => {
    const answer = await call('POST', '/classify', JSON.stringify({ text: 'Dear Sir' }), { 'content-type': 'application/json' })
    expect(await answer.json()).toEqual({ label: 'letter', usage: { pages: 3 } })
    expect(await booked(answer)).toMatchObject({ cost: '0.0045', outcome: 'answered' })
    const [seen] = await seenUpstream(target(), 'Dear Sir')
    expect(seen?.headers['ocp-apim-subscription-key']).toBe(DOCUMENTS_KEY)
    expect(JSON.stringify(seen)).not.toContain(key)
  })

  it.each([
    ['GET', '/analyze'],
    ['POST', '/analyze/more'],
    ['GET', '/results/a%2Fb'],
    ['GET', '/results/%2e%2e'],
    ['GET', '/results/a%5Cb'],
    ['GET', '//results/a'],
    ['POST', '/files/a.b'],
    ['GET', ''],
    ['GET', '/'],
    ['PATCH', '/classify'],
  ])('is not reached by %s %s, which it has not', async (method, path) => {
    const answer = await call(method, path)
    const body = await answer.json()
    expect([answer.status, body.error.code]).toEqual([404, 'unsupported_surface'])
    expect(await booked(answer)).toMatchObject({ cost: '0', outcome: 'refused', code: 'unsupported_surface' })
  })

  it('is no model, and no model is a service', async () => {
    const chat = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: SERVICE, messages: [{ role: 'user', content: 'hi' }] }),
    })
    expect([chat.status, (await chat.json()).error.message]).toEqual([400, `The model '${SERVICE}' cannot do chat.`])
    const other = await fetch(`${gateway.url}/services/gpt-4o/analyze`, { method: 'POST', headers: { 'api-key': key } })
    expect([other.status, (await other.json()).error.code]).toEqual([404, 'model_not_allowed'])
  })

  it('is held for its price before it is called: a budget is never overshot', async () => {
    const limit = await gateway.api('POST', '/limits', {
      name: 'three readings',
      scope: { tenantId, model: SERVICE },
      countBy: 'tenant',
      measure: 'cost',
      window: { kind: 'quota', period: 'year' },
      amount: '0.06',
      currency: 'USD',
    })
    const usage = async () => (await fetch(`${gateway.url}/v1/usage`, { headers: { authorization: `Bearer ${key}` } })).text()
    await expect.poll(usage, { timeout: 20_000 }).toContain('three readings')
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => call('POST', '/analyze', `document ${i}`, { 'content-type': 'text/plain' })),
    )
    const passed = answers.filter(({ status }) => status === 202).length
    expect(answers.every(({ status }) => status === 202 || status === 403)).toBe(true)
    expect(passed).toBeLessThanOrEqual(3)
    await gateway.api('DELETE', `/limits/${limit.id}`, {}, limit.version)
  })

  it('has a reference of its own, with the fields of its document and no word of its backend', async () => {
    const reference = (await gateway.api('GET', `/models/${modelId}/reference`)) as never as Reference
    expect(reference.servers).toEqual([{ url: `/services/${SERVICE}` }])
    expect(Object.keys(reference.paths)).toEqual(['/analyze', '/results/{id}', '/classify'])
    expect(reference.paths['/classify']?.post).toMatchObject({
      summary: 'Say what kind of document a text is',
      description: 'Counted in pages, as the answer says in usage.pages.',
      requestBody: {
        content: { 'application/json': { schema: { properties: { text: { type: 'string' } }, required: ['text'] } } },
      },
    })
    expect(reference.paths['/results/{id}']?.get?.parameters).toMatchObject([
      { name: 'id', in: 'path', description: 'Of the job.' },
    ])
    expect(JSON.stringify(reference)).not.toMatch(/127\.0\.0\.1|subscription-key/i)
  })
})

type Reference = { servers: unknown; paths: Record<string, Record<string, { parameters?: unknown } | undefined>> }
