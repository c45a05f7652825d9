/** An answer as a Message. https://docs.claude.com/en/api/messages */
import type { ChatAnswer, StopReason } from '@/lib/gateway/chat/chat-answer'
import type { Part } from '@/lib/gateway/chat/chat-call'
import { parseInput } from '@/lib/gateway/chat/fields'
import type { AskedFor } from '@/lib/gateway/chat/wire'
import type { JsonObject } from '@/lib/gateway/json'
import { noTokens, outputTokensOf, type TokenCounts } from '@/lib/policy/pricing/tokens'

export function encodeAnthropicAnswer(answer: ChatAnswer, asked: AskedFor): JsonObject {
  // A Message is one: whoever asked in this dialect cannot have asked for more.
  const [choice] = answer.choices
  return {
    id: messageId(answer.id, asked),
    type: 'message',
    role: 'assistant',
    model: asked.model,
    content: (choice?.parts ?? []).flatMap(blockOf),
    stop_reason: stopReasonOf(choice?.stop ?? 'end'),
    stop_sequence: choice?.sequence ?? null,
    usage: anthropicUsage(answer.tokens ?? noTokens),
  }
}

export function messageId(id: string, { callId }: AskedFor): string {
  return id.startsWith('msg_') ? id : `msg_${id === '' ? callId.replaceAll('-', '') : id.replace(/[^\w-]/g, '')}`
}

const reasons: Record<StopReason, string> = {
  end: 'end_turn',
  length: 'max_tokens',
  tools: 'tool_use',
  sequence: 'stop_sequence',
  filter: 'refusal',
  refusal: 'refusal',
  pause: 'pause_turn',
}

export function stopReasonOf(stop: StopReason): string {
  return reasons[stop]
}

/** There, what was read from the cache and written to it stands beside the input, not in it. */
export function anthropicUsage(tokens: TokenCounts): JsonObject {
  const details = tokens.reasoning > 0 ? { output_tokens_details: { thinking_tokens: tokens.reasoning } } : {}
  const kinds = { ephemeral_5m_input_tokens: tokens.cacheWrite, ephemeral_1h_input_tokens: tokens.cacheWrite1h }
  return {
    input_tokens: tokens.input + tokens.audioIn,
    ...(tokens.cacheWrite1h > 0 ? { cache_creation: kinds } : {}),
    cache_creation_input_tokens: tokens.cacheWrite + tokens.cacheWrite1h,
    cache_read_input_tokens: tokens.cacheRead,
    output_tokens: outputTokensOf(tokens),
    ...details,
  }
}

function blockOf(part: Part): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return [
        { type: 'text', text: part.text, ...(part.citations && part.citations.length > 0 ? { citations: part.citations } : {}) },
      ]
    case 'toolCall':
      return [{ type: 'tool_use', id: part.id, name: part.name, input: parseInput(part.input) ?? { input: part.input } }]
    case 'reasoning':
      if (part.redacted !== undefined) return [{ type: 'redacted_thinking', data: part.redacted }]
      return [{ type: 'thinking', thinking: part.text, signature: part.signature ?? '' }]
    default:
      return part.kind === 'other' ? [part.value] : []
  }
}
