/** Does a call have to be said in other words for a provider, or is it no OpenAI at either end? Everything else passes as it comes. */
import type { CallerWire, ProviderWire } from '@/lib/gateway/chat/wire'
import { openaiChatCallerWire } from '@/lib/gateway/dialects/openai-chat/openai-chat-wire'
import { openaiResponsesCallerWire } from '@/lib/gateway/dialects/openai-responses/openai-responses-wire'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import { openaiChatProviderWire } from '@/lib/gateway/providers/openai-chat/openai-chat-wire'
import type { Provider } from '@/lib/gateway/providers/provider'

export function isForeign(request: GatewayRequest, provider: Provider): boolean {
  if (request.wire === null && provider.wire === null)
    return request.operation === 'responses' && !provider.speaks.has('responses')
  // Embeddings are written as OpenAI does by all who make any and chat in its words.
  return request.wire !== null || request.operation !== 'embeddings' || !provider.speaks.has('embeddings')
}

/** Between which two wires. */
export type Passage = {
  from: CallerWire
  to: ProviderWire
  /** Calls pass as they come. */
  isSame: boolean
  /** Answers do. */
  isPassed: boolean
}

export function passageOf(request: GatewayRequest, provider: Provider): Passage {
  const from = request.wire ?? (request.operation === 'responses' ? openaiResponsesCallerWire : openaiChatCallerWire)
  const to = provider.wire ?? openaiChatProviderWire
  const isSame = from.name === to.name
  return { from, to, isSame, isPassed: isSame && !to.hasOwnAnswers }
}
