/** A Messages request as the pipeline sees it. */
import type { ProductEntry } from '@/lib/gateway/catalog'
import { invalid, isAbsent } from '@/lib/gateway/chat/fields'
import { shapeForeignBody } from '@/lib/gateway/chat/shape-body'
import { anthropicCallerWire } from '@/lib/gateway/dialects/anthropic/anthropic-wire'
import { decodeAnthropicCall } from '@/lib/gateway/dialects/anthropic/decode-call'
import { asObject, type JsonObject } from '@/lib/gateway/json'
import { isStreamOf } from '@/lib/gateway/operations/fields'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'

export function readAnthropic(body: JsonObject, product: ProductEntry): GatewayRequest {
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    throw invalid('messages', "'messages' must be a list with at least one message.")
  shapeForeignBody(body, product, 'max_tokens', names)
  const isStream = isStreamOf(body)
  const chat = decodeAnthropicCall(body)
  const hosted = chat.tools.some((tool) => tool.kind === 'hosted')
  const isUnpriced = body.speed === 'fast'
  const unbounded = hosted ? 'tools' : isUnpriced ? 'speed' : isAbsent(body.mcp_servers) ? null : 'mcp_servers'
  const user = asObject(body.metadata)?.user_id
  return {
    operation: 'chat',
    body,
    isStream,
    wantsUsage: true,
    maxOutput: chat.maxTokens,
    choices: 1,
    extras: { unbounded, isUnpriced },
    endUser: typeof user === 'string' && user !== '' ? user.slice(0, 256) : null,
    pin: null,
    wire: anthropicCallerWire,
    chat,
    dropped: null,
  }
}

/** What a product sets, in this wire's words. */
const names: Record<string, string> = {
  temperature: 'temperature',
  top_p: 'top_p',
  top_k: 'top_k',
  stop: 'stop_sequences',
}
