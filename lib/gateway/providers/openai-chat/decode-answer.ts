/** A chat completion as an answer in nobody's dialect. */
import type { ChatAnswer, ChatChoice, ProviderError, StopReason } from '@/lib/gateway/chat/chat-answer'
import type { Part } from '@/lib/gateway/chat/chat-call'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'
import { openaiTokens } from '@/lib/gateway/providers/openai-usage'

export function decodeOpenaiAnswer(body: JsonObject): ChatAnswer | null {
  if (!Array.isArray(body.choices)) return null
  const usage = asObject(body.usage)
  return {
    id: typeof body.id === 'string' ? body.id : '',
    choices: body.choices.map((choice) => choiceOf(asObject(choice) ?? {})),
    tokens: usage && openaiTokens(usage),
  }
}

export function stopOf(reason: unknown): StopReason {
  if (reason === 'length') return 'length'
  if (reason === 'tool_calls' || reason === 'function_call') return 'tools'
  return reason === 'content_filter' ? 'filter' : 'end'
}

export function decodeOpenaiError(_status: number, body: JsonObject | null): ProviderError {
  const error = asObject(body?.error) ?? body
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)
  return {
    message: text(error?.message) ?? text(body?.error) ?? 'The provider refused the request.',
    code: text(error?.code),
    param: text(error?.param),
    isOurs: false,
  }
}

function choiceOf(choice: JsonObject): ChatChoice {
  const message = asObject(choice.message) ?? {}
  const parts: Part[] = [...thoughtsOf(message), ...wordsOf(message)]
  for (const one of Array.isArray(message.tool_calls) ? message.tool_calls : []) {
    const call = asObject(one) ?? {}
    const fn = asObject(call.function) ?? {}
    parts.push({ kind: 'toolCall', id: wordOf(call.id), name: wordOf(fn.name), input: inputOf(fn.arguments) })
  }
  const isRefusal = typeof message.refusal === 'string' && message.refusal !== ''
  return { parts, stop: isRefusal ? 'refusal' : stopOf(choice.finish_reason), sequence: null }
}

/** Some write the arguments as an object. */
export function inputOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? {})
}

function thoughtsOf(message: JsonObject): Part[] {
  const text = message.reasoning_content ?? message.reasoning
  return typeof text === 'string' && text !== '' ? [{ kind: 'reasoning', text }] : []
}

function wordsOf(message: JsonObject): Part[] {
  const { content, refusal } = message
  const citations = (Array.isArray(message.annotations) ? message.annotations : []).flatMap((one) => {
    const citation = asObject(asObject(one)?.url_citation)
    return citation ? [citation] : []
  })
  const parts: Part[] = typeof content === 'string' ? [{ kind: 'text', text: content }] : partsOf(content)
  if (typeof refusal === 'string' && refusal !== '') parts.push({ kind: 'text', text: refusal })
  const [first] = parts
  if (citations.length > 0 && first?.kind === 'text') first.citations = citations
  return parts.filter((part) => part.kind !== 'text' || part.text !== '')
}

/** Mistral writes parts, its thoughts among them. */
export function partsOf(content: unknown): Part[] {
  return (Array.isArray(content) ? content : []).flatMap((one): Part[] => {
    const part = asObject(one) ?? {}
    if (typeof part.text === 'string') return [{ kind: 'text', text: part.text }]
    if (!Array.isArray(part.thinking)) return []
    const text = part.thinking.map((piece) => wordOf(asObject(piece)?.text)).join('')
    return [{ kind: 'reasoning', text }]
  })
}
