/** A Message as an answer in nobody's dialect. */
import type { ChatAnswer, ProviderError, StopReason } from '@/lib/gateway/chat/chat-answer'
import type { Part } from '@/lib/gateway/chat/chat-call'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'
import { anthropicTokens } from '@/lib/gateway/providers/anthropic/usage'

export function decodeAnthropicAnswer(body: JsonObject): ChatAnswer | null {
  if (!Array.isArray(body.content) || body.type === 'error') return null
  const usage = asObject(body.usage)
  const sequence = typeof body.stop_sequence === 'string' ? body.stop_sequence : null
  return {
    id: typeof body.id === 'string' ? body.id : '',
    choices: [{ parts: body.content.flatMap((one) => partsOf(asObject(one) ?? {})), stop: stopOf(body.stop_reason), sequence }],
    tokens: usage && anthropicTokens(usage),
  }
}

const stops: Record<string, StopReason> = {
  end_turn: 'end',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tools',
  stop_sequence: 'sequence',
  refusal: 'refusal',
  pause_turn: 'pause',
}

export function stopOf(reason: unknown): StopReason {
  return stops[wordOf(reason)] ?? 'end'
}

export function decodeAnthropicError(_status: number, body: JsonObject | null): ProviderError {
  const error = asObject(body?.error)
  return {
    message: typeof error?.message === 'string' ? error.message : 'The provider refused the request.',
    code: typeof error?.type === 'string' ? error.type : null,
    param: null,
    isOurs: false,
  }
}

function partsOf(block: JsonObject): Part[] {
  const { type } = block
  if (type === 'text') {
    const citations = Array.isArray(block.citations) ? block.citations.map((one) => asObject(one) ?? {}) : []
    return [{ kind: 'text', text: wordOf(block.text), ...(citations.length > 0 ? { citations } : {}) }]
  }
  if (type === 'tool_use')
    return [{ kind: 'toolCall', id: wordOf(block.id), name: wordOf(block.name), input: JSON.stringify(block.input ?? {}) }]
  if (type === 'thinking') {
    const signature = typeof block.signature === 'string' && block.signature !== '' ? { signature: block.signature } : {}
    return [{ kind: 'reasoning', text: wordOf(block.thinking), ...signature }]
  }
  if (type === 'redacted_thinking') return [{ kind: 'reasoning', text: '', redacted: wordOf(block.data) }]
  return [{ kind: 'other', type: wordOf(type), value: block }]
}
