/** Google's Gemini: base URL https://generativelanguage.googleapis.com/v1beta, key as `x-goog-api-key`. */

import type { ProviderWire } from '@/lib/gateway/chat/wire'
import { asObject } from '@/lib/gateway/json'
import { decodeGeminiAnswer, decodeGeminiError } from '@/lib/gateway/providers/gemini/decode-answer'
import { createGeminiDecoder } from '@/lib/gateway/providers/gemini/decode-stream'
import { geminiEmbeddings } from '@/lib/gateway/providers/gemini/embeddings'
import { encodeGeminiCall } from '@/lib/gateway/providers/gemini/encode-call'
import { geminiTokens } from '@/lib/gateway/providers/gemini/usage'
import type { Provider } from '@/lib/gateway/providers/provider'

export const geminiProviderWire: ProviderWire = {
  name: 'gemini',
  encodeCall: encodeGeminiCall,
  complete: (body, { most }) => {
    const config = asObject(body.generationConfig)
    const own = config?.maxOutputTokens
    const { model: _, ...rest } = body
    return { ...rest, generationConfig: { ...config, maxOutputTokens: typeof own === 'number' ? Math.min(own, most) : most } }
  },
  decodeAnswer: decodeGeminiAnswer,
  usageOf: (body) => asObject(body.usageMetadata),
  createDecoder: createGeminiDecoder,
  decodeError: decodeGeminiError,
}

export const geminiProvider: Provider = {
  name: 'gemini',
  wire: geminiProviderWire,
  speaks: new Set(['chat', 'embeddings']),
  embeddings: geminiEmbeddings,
  pathOf: (backend, _operation, deployment, isStream) => `${backend.basePath}/models/${methodOf(deployment, isStream)}`,
  modelsPathOf: () => '/models',
  headersOf: (backend): Record<string, string> => (backend.credential === null ? {} : { 'x-goog-api-key': backend.credential }),
  bodyModel: () => null,
  outputCapField: () => 'max_tokens',
  honoursCap: () => true,
  tokensOf: geminiTokens,
  isBilled: () => false,
}

export function methodOf(deployment: string, isStream: boolean): string {
  return `${encodeURIComponent(deployment)}:${isStream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`
}
