import { describe, expect, it } from 'vitest'
import type { JsonObject } from '@/lib/gateway/json'
import { openaiCompatible, openaiProvider } from '@/lib/gateway/providers/openai'
import type { Provider } from '@/lib/gateway/providers/provider'
import type { Target } from '@/lib/gateway/steps/candidates'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { upstreamRequestOf } from '@/lib/gateway/steps/upstream-request'
import { defaultRouting } from '@/lib/policy/pools/pool'

/** What a provider is sent of a call whose answer was held for with `tokens` (of all choices together). */
function sent(
  provider: Provider,
  body: JsonObject,
  tokens: number,
  { cap = null as number | null, choices = 1, most = 1_000 } = {},
) {
  const operation = body.input === undefined ? 'chat' : 'responses'
  const maxOutput = cap === null ? 1 : null
  const key = { product: { shaping: null } }
  const reserved = { key, request: { operation, body, isStream: false, maxOutput, choices, wire: null }, bound: { tokens, cap } }
  const backend = { origin: 'http://a', basePath: '', credential: null, apiVersion: null }
  const target = { model: { maxOutputTokens: most }, backend, provider, deployment: 'there' }
  const { body: bytes } = upstreamRequestOf(
    reserved as unknown as Reserved,
    target as unknown as Target,
    defaultRouting.deadlines,
  )
  const { model: _, ...rest } = JSON.parse(String(bytes)) as JsonObject
  return rest
}

describe('the maximum a provider is sent', () => {
  it('is never more than what is held, whatever the caller wrote', () => {
    expect(sent(openaiProvider, { max_tokens: 90_000 }, 1_000)).toEqual({ max_tokens: 1_000 })
    expect(sent(openaiProvider, { max_completion_tokens: 90_000, n: 2 }, 2_000, { choices: 2 })).toEqual({
      max_completion_tokens: 1_000,
      n: 2,
    })
    expect(sent(openaiProvider, { input: 'x', max_output_tokens: 90_000 }, 700)).toEqual({ input: 'x', max_output_tokens: 700 })
  })

  it('is what the caller wrote where that is less', () => {
    expect(sent(openaiProvider, { max_tokens: 5 }, 5)).toEqual({ max_tokens: 5 })
    expect(sent(openaiProvider, { max_tokens: 90, max_completion_tokens: 7 }, 90)).toEqual({
      max_tokens: 90,
      max_completion_tokens: 7,
    })
  })

  it('is in a field this provider obeys', () => {
    expect(sent(openaiCompatible, { max_completion_tokens: 1 }, 1)).toEqual({ max_tokens: 1 })
    expect(sent(openaiCompatible, { max_completion_tokens: 90, max_tokens: 3 }, 90)).toEqual({ max_tokens: 3 })
  })

  it('is no more than a fallback can say', () => {
    expect(sent(openaiProvider, { max_tokens: 1_000 }, 1_000, { most: 300 })).toEqual({ max_tokens: 300 })
    expect(sent(openaiProvider, {}, 1_000, { cap: 1_000, most: 300 })).toEqual({ max_completion_tokens: 300 })
  })
})
