/** Cohere's answers, figures and errors in nobody's dialect. */
import type { ChatAnswer, ProviderError, StopReason } from '@/lib/gateway/chat/chat-answer'
import type { Part } from '@/lib/gateway/chat/chat-call'
import { asCount, asObject, type JsonObject, wordOf } from '@/lib/gateway/json'
import { inputOf } from '@/lib/gateway/providers/openai-chat/decode-answer'
import { type TokenCounts, tokensOf } from '@/lib/policy/pricing/tokens'

export function decodeCohereAnswer(body: JsonObject): ChatAnswer | null {
  const message = asObject(body.message)
  if (!message || typeof body.finish_reason !== 'string') return null
  const usage = cohereUsageOf(body)
  const parts: Part[] = []
  for (const one of Array.isArray(message.content) ? message.content : []) {
    const block = asObject(one) ?? {}
    if (typeof block.thinking === 'string') parts.push({ kind: 'reasoning', text: block.thinking })
    else if (typeof block.text === 'string') parts.push({ kind: 'text', text: block.text })
  }
  const first = parts.find((part) => part.kind === 'text')
  if (Array.isArray(message.citations) && message.citations.length > 0 && first?.kind === 'text')
    first.citations = message.citations.map((one) => asObject(one) ?? {})
  for (const one of Array.isArray(message.tool_calls) ? message.tool_calls : []) {
    const call = asObject(one) ?? {}
    const fn = asObject(call.function) ?? {}
    parts.push({ kind: 'toolCall', id: wordOf(call.id), name: wordOf(fn.name), input: inputOf(fn.arguments) })
  }
  const id = typeof body.id === 'string' ? body.id : ''
  return { id, choices: [{ parts, stop: stopOf(body.finish_reason), sequence: null }], tokens: usage && cohereTokens(usage) }
}

const stops: Record<string, StopReason> = {
  COMPLETE: 'end',
  STOP_SEQUENCE: 'sequence',
  MAX_TOKENS: 'length',
  TOOL_CALL: 'tools',
  ERROR_TOXIC: 'filter',
}

export function stopOf(reason: unknown): StopReason {
  return stops[wordOf(reason)] ?? 'end'
}

export function cohereUsageOf(body: JsonObject): JsonObject | null {
  return asObject(body.usage)
}

/** What is billed, which is less than what the model read: it adds words of its own. Embeddings tell it under `meta`. */
export function cohereTokens(usage: JsonObject): TokenCounts | null {
  const units = asObject(usage.billed_units) ?? asObject(usage.tokens)
  const input = asCount(units?.input_tokens)
  const output = asCount(units?.output_tokens ?? 0)
  if (input === null || output === null) return null
  const cacheRead = Math.min(asCount(usage.cached_tokens) ?? 0, input)
  return { ...tokensOf(input - cacheRead, output), cacheRead }
}

export function decodeCohereError(_status: number, body: JsonObject | null): ProviderError {
  const message = typeof body?.message === 'string' ? body.message : 'The provider refused the request.'
  return { message, code: null, param: null, isOurs: false }
}
