/** An answer as a chat completion. https://platform.openai.com/docs/api-reference/chat/object */
import type { ChatAnswer, ChatChoice, StopReason } from '@/lib/gateway/chat/chat-answer'
import type { Part, PartOf } from '@/lib/gateway/chat/chat-call'
import type { AskedFor } from '@/lib/gateway/chat/wire'
import type { JsonObject } from '@/lib/gateway/json'
import { inputTokensOf, outputTokensOf, type TokenCounts } from '@/lib/policy/pricing/tokens'

export function encodeOpenaiAnswer(answer: ChatAnswer, asked: AskedFor): JsonObject {
  return {
    id: completionId(answer.id, asked),
    object: 'chat.completion',
    created: Math.floor(asked.createdAtMs / 1000),
    model: asked.model,
    choices: answer.choices.map((choice, index) => ({
      index,
      message: messageOf(choice),
      logprobs: null,
      finish_reason: finishOf(choice.stop),
    })),
    ...(answer.tokens ? { usage: openaiUsage(answer.tokens) } : {}),
  }
}

export function completionId(id: string, { callId }: AskedFor): string {
  return id === '' ? `chatcmpl-${callId.replaceAll('-', '')}` : id
}

export function finishOf(stop: StopReason): string {
  if (stop === 'length') return 'length'
  if (stop === 'tools') return 'tool_calls'
  return stop === 'filter' || stop === 'refusal' ? 'content_filter' : 'stop'
}

export function openaiUsage(tokens: TokenCounts): JsonObject {
  const prompt = inputTokensOf(tokens)
  const completion = outputTokensOf(tokens)
  const kept = tokens.cacheWrite + tokens.cacheWrite1h
  const written = kept > 0 ? { cache_creation_tokens: kept } : {}
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: tokens.cacheRead, audio_tokens: tokens.audioIn, ...written },
    completion_tokens_details: { reasoning_tokens: tokens.reasoning, audio_tokens: tokens.audioOut },
  }
}

function messageOf({ parts, stop }: ChatChoice): JsonObject {
  const text = wordsOf(parts)
  const calls = parts.filter((part) => part.kind === 'toolCall')
  const thoughts = parts.filter((part) => part.kind === 'reasoning')
  const citations = parts.flatMap((part) => (part.kind === 'text' ? (part.citations ?? []) : []))
  const isRefusal = stop === 'refusal' && text !== ''
  const message: JsonObject = {
    role: 'assistant',
    content: isRefusal || (text === '' && calls.length > 0) ? null : text,
    refusal: isRefusal ? text : null,
  }
  if (calls.length > 0) message.tool_calls = calls.map(toolCallOf)
  if (thoughts.length > 0) addThoughts(message, thoughts)
  if (citations.length > 0) message.annotations = citations.map((citation) => annotationOf(citation))
  return message
}

function wordsOf(parts: readonly Part[]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')
}

export function toolCallOf(call: PartOf<'toolCall'>): JsonObject {
  const signed = call.signature === undefined ? {} : signatureOf(call.signature)
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.input }, ...signed }
}

export function signatureOf(signature: string): JsonObject {
  return { extra_content: { google: { thought_signature: signature } } }
}

function addThoughts(message: JsonObject, thoughts: readonly PartOf<'reasoning'>[]): void {
  message.reasoning_content = thoughts.map(({ text }) => text).join('')
  const blocks = thoughts.filter(({ signature, redacted }) => signature !== undefined || redacted !== undefined)
  if (blocks.length > 0) message.thinking_blocks = blocks.map(thoughtBlock)
}

export function thoughtBlock({ text, signature, redacted }: PartOf<'reasoning'>): JsonObject {
  if (redacted !== undefined) return { type: 'redacted_thinking', data: redacted }
  return { type: 'thinking', thinking: text, signature }
}

/** A citation as OpenAI tells of a web page, with all its provider said beside it. */
export function annotationOf(citation: JsonObject): JsonObject {
  const url = citation.url ?? citation.uri
  if (typeof url !== 'string') return { type: 'citation', citation }
  const title = typeof citation.title === 'string' ? citation.title : url
  const at = (value: unknown) => (typeof value === 'number' ? value : 0)
  const place = {
    start_index: at(citation.start_index ?? citation.startIndex),
    end_index: at(citation.end_index ?? citation.endIndex),
  }
  return { type: 'url_citation', url_citation: { url, title, ...place } }
}
