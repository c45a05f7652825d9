import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ProductEntry } from '@/lib/gateway/catalog'
import type { CallerWire, ProviderWire } from '@/lib/gateway/chat/wire'
import { anthropic } from '@/lib/gateway/dialects/anthropic/anthropic'
import { anthropicCallerWire } from '@/lib/gateway/dialects/anthropic/anthropic-wire'
import { gemini } from '@/lib/gateway/dialects/gemini/gemini'
import { geminiCallerWire } from '@/lib/gateway/dialects/gemini/gemini-wire'
import { openai } from '@/lib/gateway/dialects/openai'
import { openaiChatCallerWire } from '@/lib/gateway/dialects/openai-chat/openai-chat-wire'
import { openaiResponsesCallerWire } from '@/lib/gateway/dialects/openai-responses/openai-responses-wire'
import { isJsonObject, type JsonObject } from '@/lib/gateway/json'
import { readRequest } from '@/lib/gateway/operations/request'
import { openaiChatProviderWire } from '@/lib/gateway/providers/openai-chat/openai-chat-wire'
import { findProvider } from '@/lib/gateway/providers/registry'
import { isRefusal } from '@/lib/gateway/refusal'
import type { Target } from '@/lib/gateway/steps/candidates'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { judgeForeignAnswer } from '@/lib/gateway/translation/foreign-answer'
import { createForeignMeter } from '@/lib/gateway/translation/foreign-meter'
import { foreignRequestOf } from '@/lib/gateway/translation/foreign-request'
import { almost, almostEvents } from '@/lib/gateway/translation/testing/hostile'
import { answerSamples, callSamples, streamSamples } from '@/lib/gateway/translation/testing/samples'
import { defaultRouting } from '@/lib/policy/pools/pool'

const RUNS = 10_000
/** The same cases on every machine; take another one to look further. */
const SEED = 20_261_121
const product = { shaping: null, requestDefaults: {}, dropsUnsupported: false } as unknown as ProductEntry
const backend = { origin: 'http://a', basePath: '', credential: null, apiVersion: null, region: null }
const providers = ['openai', 'openai-compatible', 'anthropic', 'gemini', 'bedrock', 'cohere', 'mistral'] as const
const callers = {
  'openai-chat': openaiChatCallerWire,
  anthropic: anthropicCallerWire,
  gemini: geminiCallerWire,
  'openai-responses': openaiResponsesCallerWire,
} as const
type Caller = keyof typeof callers

const readers: Record<Caller, (body: JsonObject) => ReturnType<typeof readRequest>> = {
  'openai-chat': (body) => readRequest('chat', body, product),
  'openai-responses': (body) => readRequest('responses', body, product),
  anthropic: (body) => anthropic.read?.(body, product, { path: '', query: '' }) as ReturnType<typeof readRequest>,
  gemini: (body) => gemini.read?.(body, product, { path: '/x:generateContent', query: '' }) as ReturnType<typeof readRequest>,
}

function targetOf(name: string): Target {
  const provider = findProvider(name)
  return {
    model: { name: 'm', maxOutputTokens: 4_000, tokenizer: 'o200k_base' },
    backend,
    provider,
    deployment: 'there',
  } as unknown as Target
}

function reservedOf(caller: Caller, request: Partial<ReturnType<typeof readRequest>> = {}): Reserved {
  const isOpenai = caller === 'openai-chat' || caller === 'openai-responses'
  const wire: CallerWire | null = isOpenai ? null : callers[caller]
  const given = {
    operation: caller === 'openai-responses' ? 'responses' : 'chat',
    body: { model: 'm' },
    isStream: false,
    wantsUsage: true,
    maxOutput: null,
    choices: 1,
    dropped: null,
    chat: null,
    wire,
  }
  const model = { name: 'm', maxOutputTokens: 4_000 }
  const dialect = { 'openai-chat': openai, 'openai-responses': openai, anthropic, gemini }[caller]
  return {
    id: '018f0000-0000-7000-8000-000000000000',
    startedAtMs: 0,
    pathModel: null,
    model,
    dialect,
    key: { product },
    request: { ...given, ...request },
    bound: { tokens: 4_000, cap: null },
  } as unknown as Reserved
}

/** What may come of a hostile body: a call, or a refusal that is the caller's to read. */
function isFair(error: unknown): boolean {
  return (isRefusal(error) && error.status < 500) || (error instanceof RangeError && error.message.includes('call stack'))
}

describe('hostile calls', () => {
  for (const caller of Object.keys(callers) as Caller[])
    it(`${caller}: is a call or a refusal with a code, whatever was sent, and for every provider`, () => {
      fc.assert(
        fc.property(almost(callSamples[caller]), fc.constantFrom(...providers), (body, provider) => {
          if (!isJsonObject(body)) return
          try {
            const request = readers[caller](body)
            foreignRequestOf(reservedOf(caller, request), targetOf(provider), defaultRouting.deadlines)
          } catch (error) {
            if (!isFair(error)) throw error
          }
        }),
        { numRuns: RUNS, seed: SEED },
      )
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    }, 120_000)
})

const wires = {
  'openai-chat': 'openai-compatible',
  anthropic: 'anthropic',
  gemini: 'gemini',
  bedrock: 'bedrock',
  cohere: 'cohere',
} as const

describe('hostile answers', () => {
  for (const [wire, provider] of Object.entries(wires)) {
    it(`${wire}: a plain answer is one or none, for every caller`, () => {
      fc.assert(
        fc.property(
          almost(answerSamples[wire] ?? []),
          fc.constantFrom(...(Object.keys(callers) as Caller[])),
          fc.constantFrom(200, 400, 500),
          (body, caller, status) => {
            const bytes = Buffer.from(JSON.stringify(body) ?? 'undefined')
            const verdict = judgeForeignAnswer(reservedOf(caller), targetOf(provider), {
              kind: 'answer',
              status,
              header: () => undefined,
              body: bytes,
            })
            if (verdict.kind !== 'answer') return
            JSON.parse(verdict.answer.body.toString())
            // What was answered can always be counted.
            expect(verdict.answer.json?.usage === null || isJsonObject(verdict.answer.json?.usage)).toBe(true)
          },
        ),
        { numRuns: RUNS, seed: SEED },
      )
    }, 120_000)

    it(`${wire}: a stream is heard to its end or refused, for every caller`, () => {
      fc.assert(
        fc.property(
          almostEvents(streamSamples[wire] ?? []),
          fc.constantFrom(...(Object.keys(callers) as Caller[])),
          (events, caller) => {
            const target = targetOf(provider)
            const meter = createForeignMeter(reservedOf(caller, { isStream: true }), target)
            for (const event of events) {
              let kind: string
              try {
                kind = meter.read(typeof event === 'string' ? event : (JSON.stringify(event) ?? ''))
              } catch {
                // An attempt takes it for no answer of this wire.
                return
              }
              if (kind === 'invalid' || kind === 'error') return
            }
            meter.end?.()
            const usage = meter.usage()
            const tokens = usage && target.provider.tokensOf(usage)
            for (const count of Object.values(tokens ?? {})) expect(Number.isSafeInteger(count) && count >= 0).toBe(true)
            expect(meter.countOutput()).toBeGreaterThanOrEqual(0)
          },
        ),
        { numRuns: RUNS, seed: SEED },
      )
    }, 120_000)
  }

  it('damaged frames of Amazon’s streams are refused, in whatever pieces they come', async () => {
    const { eventStreamFraming } = await import('@/lib/gateway/providers/bedrock/event-stream')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(400), (bytes, at) => {
        const splitter = eventStreamFraming.createSplitter()
        try {
          for (const piece of [bytes.subarray(0, at), bytes.subarray(at)]) splitter.push(Buffer.from(piece))
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
      { numRuns: RUNS, seed: SEED },
    )
  }, 120_000)
})

describe('a call that was read, written and read again', () => {
  /** Nobody but OpenAI is spoken to in Responses: those are passed, never written. */
  const written = ['openai-chat', 'anthropic', 'gemini'] as const
  const providerWires: Record<(typeof written)[number], ProviderWire> = {
    'openai-chat': findWire('openai'),
    anthropic: findWire('anthropic'),
    gemini: findWire('gemini'),
  }
  for (const caller of written)
    it(`${caller}: is the same call`, () => {
      let same = 0
      fc.assert(
        fc.property(almost(callSamples[caller]), (body) => {
          if (!isJsonObject(body)) return
          try {
            const first = callers[caller].decodeCall(structuredClone(body))
            const once = writtenAgain(first)
            const second = callers[caller].decodeCall(once)
            expect(callers[caller].decodeCall(writtenAgain(second))).toEqual(second)
            // Thoughts go back to whoever had them and signed for them only.
            expect(kindsOf(second)).toEqual(kindsOf(first))
            same++
          } catch (error) {
            if (!isFair(error)) throw error
          }

          function writtenAgain(call: ReturnType<CallerWire['decodeCall']>): JsonObject {
            const context = { deployment: 'm', isStream: false, most: call.maxTokens ?? 4_000, cannot: refuse, drop: () => {} }
            return JSON.parse(JSON.stringify(providerWires[caller].encodeCall(call, context)))
          }
        }),
        { numRuns: 3_000, seed: SEED },
      )
      expect(same).toBeGreaterThan(100)
    }, 120_000)
})

function kindsOf({ messages }: ReturnType<CallerWire['decodeCall']>): string[] {
  return messages.flatMap(({ parts }) => parts.map(({ kind }) => kind)).filter((kind) => kind !== 'reasoning')
}

function refuse(name: string): never {
  throw Object.assign(new Error(name), { name: 'Refusal', code: 'unsupported_by_provider', status: 400, details: {} })
}

function findWire(name: string): ProviderWire {
  const provider = findProvider(name)
  if (!provider) throw new Error(`there is no provider ${name}`)
  return provider.wire ?? openaiChatProviderWire
}
