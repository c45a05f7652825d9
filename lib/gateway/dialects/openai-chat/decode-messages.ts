/** The messages of a chat completion request. Results of tools, which are messages of their own there, become parts of the user's. */
import type { ChatMessage, Part } from '@/lib/gateway/chat/chat-call'
import { invalid, isAbsent, listOf, objectOf, sourceOfUrl, textOf } from '@/lib/gateway/chat/fields'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'

export function decodeMessages(list: readonly unknown[]): ChatMessage[] {
  const messages: ChatMessage[] = []
  let results: Part[] | null = null
  for (const [i, one] of list.entries()) {
    const at = `messages[${i}]`
    const message = objectOf(one, at)
    if (message.role === 'tool') {
      const result = resultOf(message, at)
      if (results) results.push(result)
      else {
        results = [result]
        messages.push({ role: 'user', parts: results })
      }
      continue
    }
    results = null
    messages.push(messageOf(message, at))
  }
  return messages
}

function messageOf(message: JsonObject, at: string): ChatMessage {
  switch (message.role) {
    case 'system':
    case 'developer':
      return { role: 'system', parts: partsOf(message.content, `${at}.content`) }
    case 'user':
      return { role: 'user', parts: partsOf(message.content, `${at}.content`) }
    case 'assistant':
      return { role: 'assistant', parts: assistantParts(message, at) }
    default:
      throw invalid(`${at}.role`, `'${at}.role' must be system, developer, user, assistant or tool.`)
  }
}

function resultOf(message: JsonObject, at: string): Part {
  return {
    kind: 'toolResult',
    id: textOf(message.tool_call_id, `${at}.tool_call_id`),
    parts: partsOf(message.content, `${at}.content`),
    cache: cacheOf(message),
  }
}

function assistantParts(message: JsonObject, at: string): Part[] {
  const parts = [...thoughtsOf(message), ...(isAbsent(message.content) ? [] : partsOf(message.content, `${at}.content`))]
  if (typeof message.refusal === 'string' && message.refusal !== '') parts.push({ kind: 'text', text: message.refusal })
  if (!isAbsent(message.audio)) parts.push({ kind: 'other', type: 'audio', value: asObject(message.audio) ?? {} })
  if (!isAbsent(message.function_call))
    throw invalid(`${at}.function_call`, "'function_call' is no longer served; use 'tool_calls'.")
  for (const [i, one] of listOf(message.tool_calls, `${at}.tool_calls`).entries())
    parts.push(toolCallOf(objectOf(one, `${at}.tool_calls[${i}]`), `${at}.tool_calls[${i}]`))
  return parts
}

/** What we have told of the model's thoughts comes back as it was told. */
function thoughtsOf(message: JsonObject): Part[] {
  const blocks = Array.isArray(message.thinking_blocks) ? message.thinking_blocks : []
  const parts = blocks.flatMap((one): Part[] => {
    const block = asObject(one) ?? {}
    if (block.type === 'redacted_thinking' && typeof block.data === 'string')
      return [{ kind: 'reasoning', text: '', redacted: block.data }]
    if (typeof block.thinking !== 'string') return []
    return [
      { kind: 'reasoning', text: block.thinking, signature: typeof block.signature === 'string' ? block.signature : undefined },
    ]
  })
  const text = message.reasoning_content ?? message.reasoning
  if (parts.length === 0 && typeof text === 'string' && text !== '') return [{ kind: 'reasoning', text }]
  return parts
}

function toolCallOf(call: JsonObject, at: string): Part {
  if (!isAbsent(call.type) && call.type !== 'function') return { kind: 'other', type: wordOf(call.type), value: call }
  const fn = objectOf(call.function, `${at}.function`)
  const signature = asObject(asObject(call.extra_content)?.google)?.thought_signature
  return {
    kind: 'toolCall',
    id: textOf(call.id, `${at}.id`),
    name: textOf(fn.name, `${at}.function.name`),
    input: textOf(fn.arguments ?? '', `${at}.function.arguments`),
    signature: typeof signature === 'string' ? signature : undefined,
  }
}

function partsOf(content: unknown, at: string): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  if (isAbsent(content)) return []
  return listOf(content, at).map((part, i) => partOf(objectOf(part, `${at}[${i}]`), `${at}[${i}]`))
}

function partOf(part: JsonObject, at: string): Part {
  const cache = cacheOf(part)
  switch (part.type) {
    case 'text':
      return { kind: 'text', text: textOf(part.text, `${at}.text`), cache }
    case 'refusal':
      return { kind: 'text', text: textOf(part.refusal, `${at}.refusal`) }
    case 'image_url': {
      const image = typeof part.image_url === 'string' ? { url: part.image_url } : objectOf(part.image_url, `${at}.image_url`)
      const detail = 'detail' in image && typeof image.detail === 'string' ? image.detail : undefined
      return { kind: 'image', source: sourceOfUrl(textOf(image.url, `${at}.image_url.url`)), detail, cache }
    }
    case 'input_audio': {
      const audio = objectOf(part.input_audio, `${at}.input_audio`)
      const mediaType = `audio/${textOf(audio.format, `${at}.input_audio.format`)}`
      return { kind: 'audio', source: { kind: 'base64', mediaType, data: textOf(audio.data, `${at}.input_audio.data`) } }
    }
    case 'file':
      return fileOf(objectOf(part.file, `${at}.file`), at, cache)
    default:
      return { kind: 'other', type: wordOf(part.type), value: part }
  }
}

function fileOf(file: JsonObject, at: string, cache: JsonObject | undefined): Part {
  const name = typeof file.filename === 'string' ? file.filename : undefined
  if (typeof file.file_id === 'string') return { kind: 'document', source: { kind: 'file', id: file.file_id }, name, cache }
  return { kind: 'document', source: sourceOfUrl(textOf(file.file_data, `${at}.file.file_data`)), name, cache }
}

function cacheOf(part: JsonObject): JsonObject | undefined {
  return asObject(part.cache_control) ?? undefined
}
