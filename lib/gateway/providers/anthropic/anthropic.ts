/** Anthropic itself: base URL https://api.anthropic.com, key as `x-api-key`. */
import type { ProviderWire } from '@/lib/gateway/chat/wire'
import { asObject } from '@/lib/gateway/json'
import { decodeAnthropicAnswer, decodeAnthropicError } from '@/lib/gateway/providers/anthropic/decode-answer'
import { createAnthropicDecoder } from '@/lib/gateway/providers/anthropic/decode-stream'
import { encodeAnthropicCall } from '@/lib/gateway/providers/anthropic/encode-call'
import { anthropicTokens } from '@/lib/gateway/providers/anthropic/usage'
import type { Provider } from '@/lib/gateway/providers/provider'

const DEFAULT_VERSION = '2023-06-01'

export const anthropicProviderWire: ProviderWire = {
  name: 'anthropic',
  encodeCall: encodeAnthropicCall,
  complete: (body, { deployment, most }) => ({
    ...body,
    model: deployment,
    max_tokens: typeof body.max_tokens === 'number' ? Math.min(body.max_tokens, most) : most,
  }),
  decodeAnswer: decodeAnthropicAnswer,
  usageOf: (body) => asObject(body.usage),
  createDecoder: createAnthropicDecoder,
  decodeError: decodeAnthropicError,
}

export const anthropicProvider: Provider = {
  name: 'anthropic',
  wire: anthropicProviderWire,
  speaks: new Set(['chat']),
  pathOf: (backend) => `${backend.basePath}/v1/messages`,
  modelsPathOf: () => '/v1/models',
  headersOf: (backend): Record<string, string> => ({
    'anthropic-version': backend.apiVersion ?? DEFAULT_VERSION,
    ...(backend.credential === null ? {} : { 'x-api-key': backend.credential }),
  }),
  bodyModel: (deployment) => deployment,
  outputCapField: () => 'max_tokens',
  honoursCap: () => true,
  tokensOf: anthropicTokens,
  isBilled: () => false,
}
