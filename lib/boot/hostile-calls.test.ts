import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokenService } from '@/lib/boot/testing/google-account'
import { buildProviders, type ProviderEstate, type ProviderName } from '@/lib/boot/testing/provider-estate'
import { startTestGateway, type TestGateway } from '@/lib/boot/testing/test-gateway'
import { isJsonObject } from '@/lib/gateway/json'
import { almost } from '@/lib/gateway/translation/testing/hostile'
import { callSamples } from '@/lib/gateway/translation/testing/samples'

const CALLS = 250
/** The same cases on every machine; take another one to look further. */
const SEED = 20_261_121
const providers: ProviderName[] = ['openai', 'anthropic', 'gemini', 'bedrock', 'cohere', 'mistral']

describe('hostile calls through the whole gateway', () => {
  let gateway: TestGateway
  let estate: ProviderEstate
  beforeAll(async () => {
    gateway = await startTestGateway({}, undefined, createTokenService().fetch)
    estate = await buildProviders({ api: gateway.api, simulatorUrl: gateway.simulator.url, url: gateway.url }, 'hostile')
  }, 120_000)
  afterAll(() => gateway?.close())

  const paths = {
    'openai-chat': () => '/v1/chat/completions',
    'openai-responses': () => '/v1/responses',
    anthropic: () => '/anthropic/v1/messages',
    gemini: (model: string) => `/gemini/v1beta/models/${model}:generateContent`,
  }

  it('are answered or refused, never with a 500, and every one is on the ledger', async () => {
    let sent = 0
    const statuses: Record<number, number> = {}
    for (const [dialect, samples] of Object.entries(callSamples)) {
      const bodies = fc.sample(almost(samples), { numRuns: CALLS, seed: SEED })
      for (const [i, body] of bodies.entries()) {
        const model = estate.modelOf(providers[i % providers.length] ?? 'openai')
        const named = isJsonObject(body) && body.model === 'm' ? { ...body, model } : body
        const path = paths[dialect as keyof typeof paths](model)
        const headers = { authorization: `Bearer ${estate.key}`, 'content-type': 'application/json' }
        const reply = await fetch(gateway.url + path, { method: 'POST', headers, body: JSON.stringify(named) ?? 'undefined' })
        const text = await reply.text()
        statuses[reply.status] = (statuses[reply.status] ?? 0) + 1
        expect([reply.status === 500, reply.status, path, text.slice(0, 200)]).toEqual([
          false,
          reply.status,
          path,
          text.slice(0, 200),
        ])
        // Also where the sample itself asked for a stream that was cut short, the answer came to an end.
        expect(text.length).toBeGreaterThan(0)
        sent++
      }
    }
    expect(statuses[200]).toBeGreaterThan(20)
    await expect.poll(bookedCalls, { timeout: 60_000, interval: 250 }).toBeGreaterThanOrEqual(sent)
  }, 240_000)

  /** Refusals beyond a rate are counted together: a record says for how many calls it stands. */
  async function bookedCalls(): Promise<number> {
    let calls = 0
    for (let cursor = ''; ; ) {
      const page = await gateway.api('GET', `/calls?tenantId=${estate.tenantId}&limit=1000${cursor}`)
      for (const item of page.items as { calls?: number }[]) calls += item.calls ?? 1
      if (typeof page.nextCursor !== 'string') return calls
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`
    }
  }
})
