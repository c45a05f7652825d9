import Anthropic from '@anthropic-ai/sdk'
import { ApiError, GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokenService } from '@/lib/boot/testing/google-account'
import { untilInForce } from '@/lib/boot/testing/pool-estate'
import { buildProviders, type ProviderEstate, type ProviderName } from '@/lib/boot/testing/provider-estate'
import { recordOf, send, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

const LONG = 'An archive of letters about the sea, the harbour and its lights. '.repeat(200)

describe('what a caller of one dialect meets at another provider', () => {
  let gateway: TestGateway
  let estate: ProviderEstate
  let target: Target
  beforeAll(async () => {
    gateway = await startTestGateway({}, undefined, createTokenService().fetch)
    target = { api: gateway.api, simulatorUrl: gateway.simulator.url, url: gateway.url } as Target
    estate = await buildProviders(target, 'behaviour')
  }, 120_000)
  afterAll(() => gateway?.close())

  const openai = (key = estate.key) => new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: 0 })
  const anthropic = (key = estate.key) => new Anthropic({ baseURL: `${gateway.url}/anthropic`, apiKey: key, maxRetries: 0 })
  const gemini = (key = estate.key) => new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: `${gateway.url}/gemini` } })
  const record = (response: { headers: Headers }) => recordOf(target, response.headers.get('x-request-id'))
  const ask = (provider: ProviderName, content: string, more: object = {}) => ({
    model: estate.modelOf(provider),
    max_tokens: 300,
    messages: [{ role: 'user' as const, content }],
    ...more,
  })

  it('is refused by name what a provider cannot do, or has it left out and told', async () => {
    const asked = ask('openai', 'say hi', { top_k: 5 })
    const refused = await anthropic()
      .messages.create(asked)
      .catch((error: unknown) => error as InstanceType<typeof Anthropic.APIError>)
    expect(refused).toBeInstanceOf(Anthropic.BadRequestError)
    expect((refused as { error: unknown }).error).toMatchObject({
      error: { type: 'invalid_request_error', code: 'unsupported_by_provider' },
    })
    const refusal = await record(refused as { headers: Headers })
    expect(refusal).toMatchObject({ outcome: 'refused', code: 'unsupported_by_provider', status: 400, measured: 'none' })
    const { response } = await anthropic(estate.lenientKey).messages.create(asked).withResponse()
    expect(response.headers.get('x-tollgate-dropped')).toBe('top_k')
    const penalty = await openai()
      .chat.completions.create(ask('anthropic', 'hi', { presence_penalty: 1 }))
      .catch((error: unknown) => error)
    expect(penalty).toMatchObject({ status: 400, code: 'unsupported_by_provider', param: 'presence_penalty' })
    for (const [provider, field] of [
      ['mistral', { logprobs: true }],
      ['groq', { n: 2 }],
      ['bedrock', { seed: 4 }],
      ['ollama', { tool_choice: 'required', tools: [tool] }],
    ] as const)
      await expect(openai().chat.completions.create(ask(provider, 'hi', field) as never)).rejects.toMatchObject({
        code: 'unsupported_by_provider',
      })
  })

  it('goes to the member that can, where the first in its pool cannot', async () => {
    const { api, simulatorUrl } = target
    const model = 'mixed-behaviour'
    const backends = []
    for (const [provider, path, value, name] of [
      ['mistral', '/mistral/v1', 'sim-mistral-key', 'mistral-large-latest'],
      ['openai', '/openai/v1', 'sk-sim-openai-key', 'gpt-4o-mini'],
    ] as const) {
      const given = { name: `${provider} mixed`, provider, baseUrl: simulatorUrl + path, deployments: [{ model, name }] }
      backends.push(await api('POST', '/backends', { ...given, credential: { kind: 'api-key', value } }))
    }
    const members = backends.map(({ id }, i) => ({ backendId: id, priority: i + 1, weight: 1 }))
    const pool = await api('POST', '/pools', { name: model, members })
    await api('POST', '/models', {
      name: model,
      poolId: pool.id,
      capabilities: ['chat'],
      contextWindow: 100_000,
      maxOutputTokens: 1_000,
    })
    const product = await api('POST', '/products', { name: model, models: [model], requiresApproval: false })
    await api('POST', `/products/${product.id}/publish`, {}, product.version)
    const subscription = await api('POST', '/subscriptions', { tenantId: estate.tenantId, productId: product.id, name: model })
    const { key } = await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })
    await untilInForce(target, key)
    const plain = await openai(key)
      .chat.completions.create({ ...ask('openai', 'hi'), model })
      .withResponse()
    expect((await record(plain.response)).backendId).toBe(backends[0]?.id)
    const picky = await openai(key)
      .chat.completions.create({ ...ask('openai', 'hi'), model, logit_bias: { 50: 1 } })
      .withResponse()
    expect((await record(picky.response)).backendId).toBe(backends[1]?.id)
  })

  it('leaves out what changes nothing of the answer, and says so', async () => {
    const { response } = await openai()
      .chat.completions.create(ask('gemini', 'say hi', { metadata: { a: 'b' }, user: 'someone' }))
      .withResponse()
    expect(response.headers.get('x-tollgate-dropped')).toBe('metadata, user')
    expect((await record(response)).endUser).toBe('someone')
  })

  it('is told the same where the answer was kept', async () => {
    const { api } = gateway
    const name = 'kept and lenient'
    const model = estate.modelOf('gemini')
    const settings = { models: [model], requiresApproval: false, cache: { mode: 'exact' } }
    const product = await api('POST', '/products', { name, ...settings })
    await api('POST', `/products/${product.id}/publish`, {}, product.version)
    const subscription = await api('POST', '/subscriptions', { tenantId: estate.tenantId, productId: product.id, name })
    const { key } = await api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })
    await untilInForce(target, key)
    const told: unknown[] = []
    for (const more of [{ user: 'someone' }, { user: 'another' }, {}]) {
      const asked = ask('gemini', 'say kept', { metadata: { a: 'b' }, ...more })
      const { headers } = (await openai(key).chat.completions.create(asked).withResponse()).response
      told.push([headers.get('x-cache'), headers.get('x-tollgate-dropped')])
    }
    expect(told).toEqual([
      ['MISS', 'metadata, user'],
      ['HIT', 'metadata, user'],
      // Whose name was left out was another's.
      ['HIT', 'metadata'],
    ])
  })

  it.each(['anthropic', 'bedrock'] as const)('pays for %s’s kept prompts what they cost, in streams too', async (provider) => {
    const cache_control = { type: 'ephemeral' }
    const content = [
      { type: 'text', text: `${provider} ${LONG}`, cache_control },
      { type: 'text', text: 'say hi' },
    ]
    const asked = {
      model: estate.modelOf(provider),
      messages: [{ role: 'user', content }],
    } as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming
    const first = await openai().chat.completions.create(asked).withResponse()
    const written = (await record(first.response)).tokens as Record<string, number>
    expect(written.cacheWrite).toBeGreaterThan(1_000)
    const second = await openai()
      .chat.completions.create({ ...asked, stream: true })
      .withResponse()
    for await (const _ of second.data);
    const read = (await record(second.response)).tokens as Record<string, number>
    expect([read.cacheRead, read.cacheWrite]).toEqual([expect.any(Number), 0])
    expect(read.cacheRead).toBeGreaterThan(1_000)
    expect((read.input ?? 0) + (read.cacheRead ?? 0)).toBe((written.input ?? 0) + (written.cacheWrite ?? 0))
  })

  it('pays for what Anthropic keeps for an hour as such, in streams too', async () => {
    const cache_control = { type: 'ephemeral', ttl: '1h' }
    for (const stream of [false, true]) {
      const content = [{ type: 'text', text: `for an hour ${stream} ${LONG}`, cache_control }]
      const asked = { model: estate.modelOf('anthropic'), messages: [{ role: 'user', content }], stream }
      const { data, response } = await openai()
        .chat.completions.create(asked as unknown as OpenAI.ChatCompletionCreateParamsStreaming)
        .withResponse()
      if (stream) for await (const _ of data);
      const { tokens, cost } = (await record(response)) as unknown as { tokens: Record<string, number>; cost: string }
      expect([tokens.cacheWrite, tokens.cacheRead]).toEqual([0, 0])
      const written = tokens.cacheWrite1h ?? 0
      expect(written).toBeGreaterThan(1_000)
      // The prices of the estate: 1 in, 2 written for an hour, 4 out, per million.
      const nano = (tokens.input ?? 0) * 1_000 + written * 2_000 + ((tokens.output ?? 0) + (tokens.reasoning ?? 0)) * 4_000
      expect(Math.round(Number(cost) * 1e9)).toBe(nano)
    }
  })

  it.each(['gemini', 'vertex', 'cohere', 'mistral', 'openai'] as const)(
    'tells kept tokens of %s apart from fresh ones',
    async (provider) => {
      const asked = ask(provider, `${provider} ${LONG}`)
      await anthropic().messages.create(asked)
      const { data, response } = await anthropic().messages.create(asked).withResponse()
      const tokens = (await record(response)).tokens as Record<string, number>
      expect(tokens.cacheRead).toBeGreaterThan(1_000)
      expect([data.usage.cache_read_input_tokens, data.usage.input_tokens]).toEqual([tokens.cacheRead, tokens.input])
    },
  )

  it('reads a provider’s refusal in its own words and shape', async () => {
    const model = estate.modelOf('anthropic')
    const filtered = await gemini()
      .models.generateContent({ model, contents: 'trigger the content filter' })
      .catch((error: unknown) => error)
    expect(filtered).toBeInstanceOf(ApiError)
    expect(filtered).toMatchObject({ status: 400, message: expect.stringContaining('blocked by the content filter') })
    const clipped = await openai()
      .chat.completions.create(ask('anthropic', 'word '.repeat(140_000)))
      .catch((error: unknown) => error)
    expect(clipped).toMatchObject({ status: 400, code: 'context_length_exceeded' })
    const long = await anthropic()
      .messages.create(ask('gemini', 'word '.repeat(140_000)))
      .catch((error: unknown) => error)
    expect(long).toMatchObject({ status: 400, error: { error: { type: 'invalid_request_error' } } })
  })

  it('is told who it is not, and when to come back, in its own dialect', async () => {
    const wrong = 'tg_nobody'
    await expect(anthropic(wrong).messages.create(ask('openai', 'hi'))).rejects.toBeInstanceOf(Anthropic.AuthenticationError)
    await expect(gemini(wrong).models.generateContent({ model: 'm', contents: 'hi' })).rejects.toMatchObject({ status: 401 })
    gateway.simulator.control.setMode('together', { mode: 'status', code: 429, retryAfter: 7, times: 3 })
    const busy = await anthropic()
      .messages.create(ask('together', 'hi'))
      .catch((error: unknown) => error as InstanceType<typeof Anthropic.APIError>)
    expect(busy).toBeInstanceOf(Anthropic.RateLimitError)
    expect((busy as { headers: Headers }).headers.get('retry-after')).toBe('7')
    gateway.simulator.control.setMode('together', { mode: 'ok' })
  })

  it.each(['anthropic', 'gemini', 'bedrock', 'cohere', 'mistral'] as const)(
    'hears that %s broke off in the middle, and it is billed',
    async (provider) => {
      gateway.simulator.control.setMode(provider, { mode: 'die-mid-stream', afterChunks: 8, times: 1 })
      const { data, response } = await anthropic()
        .messages.create({ ...ask(provider, '[tokens=60] go'), stream: true })
        .withResponse()
      const seen: string[] = []
      await expect(
        (async () => {
          for await (const event of data) seen.push(event.type)
        })(),
      ).rejects.toMatchObject({ error: { error: { code: 'upstream_failed' } } })
      expect(seen).toContain('content_block_delta')
      const booked = await record(response)
      expect(booked).toMatchObject({ outcome: 'failed', code: 'upstream_failed', measured: 'estimated' })
      expect((booked.tokens as Record<string, number>).output).toBeGreaterThan(0)
    },
  )

  it('counts prompts and lists models in every dialect', async () => {
    const model = estate.modelOf('openai')
    const counted = await anthropic().messages.countTokens({ model, messages: [{ role: 'user', content: 'How many words?' }] })
    expect(counted.input_tokens).toBeGreaterThan(5)
    expect((await gemini().models.countTokens({ model, contents: 'How many words?' })).totalTokens).toBeGreaterThan(5)
    const listed: string[] = []
    for await (const one of anthropic().models.list()) listed.push(one.id)
    expect(listed).toContain(model)
    const named: string[] = []
    for await (const one of await gemini().models.list()) named.push(one.name ?? '')
    expect(named).toContain(`models/${model}`)
    expect((await anthropic().models.retrieve(model)).id).toBe(model)
  })

  it('is refused what could not be metered, in its own dialect', async () => {
    const headers = { 'x-api-key': estate.key, 'x-goog-api-key': estate.key }
    for (const path of [
      '/anthropic/v1/messages/batches',
      '/gemini/v1beta/files',
      '/gemini/v1beta/models/m:batchGenerateContent',
    ]) {
      const reply = await send(target, 'POST', path, headers, '{}')
      expect([path, reply.status, reply.text.includes('unsupported_surface')]).toEqual([path, 404, true])
    }
    const stream = await send(
      target,
      'POST',
      `/gemini/v1beta/models/${estate.modelOf('openai')}:streamGenerateContent`,
      headers,
      '{"contents":[]}',
    )
    expect(stream.text).toContain('alt=sse')
  })

  it('sends no key of ours on, and keeps the key of a query out of what is recorded', async () => {
    const model = estate.modelOf('gemini')
    const body = JSON.stringify({ contents: [{ parts: [{ text: 'say a query key' }] }] })
    const reply = await send(target, 'POST', `/gemini/v1beta/models/${model}:generateContent?key=${estate.key}`, {}, body)
    expect(reply.status).toBe(200)
    const seen = JSON.stringify(gateway.simulator.control.requests())
    expect(seen).not.toContain(estate.key)
    expect(JSON.stringify(await recordOf(target, reply.headers.get('x-request-id')))).not.toContain(estate.key)
  })
})

const tool = { type: 'function', function: { name: 'f', parameters: { type: 'object', properties: {} } } }
