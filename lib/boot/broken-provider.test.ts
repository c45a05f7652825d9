import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildEstate } from '@/lib/boot/testing/estate'
import { untilInForce } from '@/lib/boot/testing/pool-estate'
import { chat, type JsonReply, post, recordOf, type Target } from '@/lib/boot/testing/target'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'

const WORDS = 'every word of this answer has been paid for by somebody '

const answer = (usage: unknown) =>
  JSON.stringify({
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: WORDS.repeat(20) } }],
    usage,
  })
const event = (value: unknown) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`
const delta = (content: string, usage?: unknown) =>
  event({ choices: [{ index: 0, delta: { content } }], ...(usage === undefined ? {} : { usage }) })

let gateway: TestGateway
let provider: Server
let target: Target
let sentAfterEnd = 0

beforeAll(async () => {
  gateway = await startTestGateway()
  const estate = await buildEstate(gateway.api, gateway.simulator.url, 'broken')
  target = { url: gateway.url, simulatorUrl: gateway.simulator.url, api: gateway.api, estate }
  // Says what the first word of the prompt asks for.
  provider = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const what = JSON.parse(body).messages[0].content
      if (what === 'no usage') response.setHeader('content-type', 'application/json').end(answer(undefined))
      else if (what === 'empty usage') response.setHeader('content-type', 'application/json').end(answer({}))
      else if (what === 'absurd usage')
        response.setHeader('content-type', 'application/json').end(answer({ prompt_tokens: 1e300, completion_tokens: 1e300 }))
      else {
        response.setHeader('content-type', 'text/event-stream')
        response.write(delta(WORDS, {}) + event('[DONE]'))
        const flood = () => {
          sentAfterEnd += 65_536
          if (!response.destroyed && sentAfterEnd < 400_000_000)
            response.write(delta('x'.repeat(65_000)), () => setImmediate(flood))
        }
        flood()
      }
    })
  })
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
  const deployments = [{ model: 'broken', name: 'broken' }]
  const baseUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  const backend = await gateway.api('POST', '/backends', { name: 'broken', provider: 'openai-compatible', baseUrl, deployments })
  const pool = await gateway.api('POST', '/pools', { name: 'broken', members: [{ backendId: backend.id }] })
  await gateway.api('POST', '/models', {
    name: 'broken',
    poolId: pool.id,
    capabilities: ['chat'],
    contextWindow: 10_000,
    maxOutputTokens: 1_000,
  })
  await gateway.api('POST', '/prices', {
    model: 'broken',
    currency: 'USD',
    effectiveFrom: '2026-01-01T00:00:00Z',
    perMillion: { input: '1', output: '2' },
  })
  const product = await gateway.api('POST', '/products', { name: 'broken', models: ['broken'], requiresApproval: false })
  await gateway.api('POST', `/products/${product.id}/publish`, {}, product.version)
  const subscription = await gateway.api('POST', '/subscriptions', {
    tenantId: estate.tenantId,
    productId: product.id,
    name: 'broken',
  })
  const key = await gateway.api('POST', `/subscriptions/${subscription.id}/keys`, { slot: 'primary' })
  estate.open = { id: key.id, key: key.key, subscriptionId: subscription.id }
  await untilInForce(target, key.key)
}, 120_000)

afterAll(async () => {
  provider.closeAllConnections()
  provider.close()
  await gateway.close()
})

const ask = (content: string, more: object = {}): Promise<JsonReply> =>
  post(target, '/v1/chat/completions', target.estate.open.key, chat('broken', content, more))

describe('a provider that is broken or dishonest', () => {
  it.each(['no usage', 'empty usage', 'absurd usage'])(
    'with %s: the answer is counted by the tokenizer and billed as estimated',
    async (what) => {
      const reply = await ask(what)
      expect(reply.status).toBe(200)
      const record = await recordOf(target, reply.headers.get('x-request-id'))
      expect(record.measured).toBe('estimated')
      const { output = 0 } = record.tokens as Record<string, number>
      expect(output).toBeGreaterThan(150)
      expect(output).toBeLessThan(300)
      expect(record.cost).not.toBe('0')
    },
  )

  it('that goes on after the end of its stream is cut off, and what it says then is neither sent nor billed', async () => {
    const reply = await ask('flood', { stream: true })
    expect(reply.text).toContain('[DONE]')
    expect(reply.text.length).toBeLessThan(2_000)
    const record = await recordOf(target, reply.headers.get('x-request-id'))
    expect([record.outcome, record.measured]).toEqual(['answered', 'estimated'])
    expect((record.tokens as Record<string, number>).output).toBeLessThan(50)
    expect(sentAfterEnd).toBeLessThan(100_000_000)
  })

  it('and a caller that says what no database can hold: both are booked', async () => {
    for (const more of [{ user: '\ud800' }, { user: 'a\u0000b' }]) {
      const reply = await ask('no usage', more)
      expect((await recordOf(target, reply.headers.get('x-request-id'))).outcome).toBe('answered')
    }
    const refused = await post(target, '/v1/chat/completions', target.estate.open.key, chat('no\u0000such', 'x'))
    expect((await recordOf(target, refused.headers.get('x-request-id'))).code).toBe('model_not_allowed')
  })
})
