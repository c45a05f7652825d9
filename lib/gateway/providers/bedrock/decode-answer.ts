/** The answer of Converse in nobody's dialect. */
import type { ChatAnswer, ProviderError, StopReason } from '@/lib/gateway/chat/chat-answer'
import type { Part } from '@/lib/gateway/chat/chat-call'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'
import { bedrockTokens } from '@/lib/gateway/providers/bedrock/usage'

export function decodeBedrockAnswer(body: JsonObject): ChatAnswer | null {
  const content = asObject(asObject(body.output)?.message)?.content
  if (!Array.isArray(content)) return null
  const usage = asObject(body.usage)
  const parts = content.flatMap((one) => partsOf(asObject(one) ?? {}))
  return { id: '', choices: [{ parts, stop: stopOf(body.stopReason), sequence: null }], tokens: usage && bedrockTokens(usage) }
}

const stops: Record<string, StopReason> = {
  end_turn: 'end',
  tool_use: 'tools',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  stop_sequence: 'sequence',
  guardrail_intervened: 'filter',
  content_filtered: 'filter',
}

export function stopOf(reason: unknown): StopReason {
  return stops[wordOf(reason)] ?? 'end'
}

export function decodeBedrockError(_status: number, body: JsonObject | null): ProviderError {
  const text = body?.message ?? body?.Message
  const type = typeof body?.__type === 'string' ? body.__type.replace(/^.*#/, '') : null
  return {
    message: typeof text === 'string' ? text : 'The provider refused the request.',
    code: type,
    param: null,
    isOurs: false,
  }
}

function partsOf(block: JsonObject): Part[] {
  if (typeof block.text === 'string') return [{ kind: 'text', text: block.text }]
  const tool = asObject(block.toolUse)
  if (tool) {
    const input = JSON.stringify(tool.input ?? {})
    return [{ kind: 'toolCall', id: wordOf(tool.toolUseId), name: wordOf(tool.name), input }]
  }
  const thought = asObject(block.reasoningContent)
  if (thought) {
    if (typeof thought.redactedContent === 'string') return [{ kind: 'reasoning', text: '', redacted: thought.redactedContent }]
    const { text, signature } = asObject(thought.reasoningText) ?? {}
    return [{ kind: 'reasoning', text: wordOf(text), ...(typeof signature === 'string' ? { signature } : {}) }]
  }
  const cited = asObject(block.citationsContent)
  if (cited) {
    const text = (Array.isArray(cited.content) ? cited.content : []).map((one) => wordOf(asObject(one)?.text)).join('')
    const citations = (Array.isArray(cited.citations) ? cited.citations : []).map((one) => asObject(one) ?? {})
    return [{ kind: 'text', text, citations }]
  }
  return [{ kind: 'other', type: Object.keys(block)[0] ?? 'block', value: block }]
}
