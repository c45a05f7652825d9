/** The items of a call of the Responses API as messages. What one side says in several items is one message elsewhere. */
import type { ChatMessage, Part } from '@/lib/gateway/chat/chat-call'
import { invalid, isAbsent, listOf, objectOf, sourceOfUrl, textOf } from '@/lib/gateway/chat/fields'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'

const REDACTED = 'redacted:'

export function decodeItems(input: unknown): ChatMessage[] {
  if (typeof input === 'string') return [{ role: 'user', parts: [{ kind: 'text', text: input }] }]
  const messages: ChatMessage[] = []
  for (const [i, one] of listOf(input, 'input').entries()) {
    const message = messageOf(objectOf(one, `input[${i}]`), `input[${i}]`)
    const last = messages.at(-1)
    if (last?.role === message.role && (message.role === 'assistant' || isResults(last) === isResults(message)))
      last.parts.push(...message.parts)
    else messages.push(message)
  }
  return messages
}

/** What tells a thought to its provider again: its signature, or all of it where it may not be read. */
export function sealOf({ signature, redacted }: { signature?: string; redacted?: string }): string | null {
  return redacted === undefined ? (signature ?? null) : REDACTED + redacted
}

function isResults({ parts }: ChatMessage): boolean {
  return parts.some((part) => part.kind === 'toolResult')
}

function messageOf(item: JsonObject, at: string): ChatMessage {
  switch (item.type ?? 'message') {
    case 'message':
      return { role: roleOf(item.role, at), parts: contentOf(item.content, `${at}.content`) }
    case 'function_call': {
      const input = textOf(item.arguments, `${at}.arguments`)
      const id = textOf(item.call_id, `${at}.call_id`)
      return { role: 'assistant', parts: [{ kind: 'toolCall', id, name: textOf(item.name, `${at}.name`), input }] }
    }
    case 'function_call_output': {
      const parts = contentOf(item.output, `${at}.output`)
      return { role: 'user', parts: [{ kind: 'toolResult', id: textOf(item.call_id, `${at}.call_id`), parts }] }
    }
    case 'reasoning':
      return { role: 'assistant', parts: [thoughtOf(item)] }
    default:
      return { role: 'user', parts: [{ kind: 'other', type: wordOf(item.type), value: item }] }
  }
}

function roleOf(role: unknown, at: string): ChatMessage['role'] {
  if (role === 'system' || role === 'developer') return 'system'
  if (role === 'user' || role === 'assistant') return role
  throw invalid(`${at}.role`, `'${at}.role' must be system, developer, user or assistant.`)
}

function thoughtOf(item: JsonObject): Part {
  const list = Array.isArray(item.summary) ? item.summary : []
  const text = list.map((one) => wordOf(asObject(one)?.text)).join('')
  const seal = typeof item.encrypted_content === 'string' && item.encrypted_content !== '' ? item.encrypted_content : undefined
  if (seal?.startsWith(REDACTED)) return { kind: 'reasoning', text: '', redacted: seal.slice(REDACTED.length) }
  return { kind: 'reasoning', text, signature: seal }
}

function contentOf(content: unknown, at: string): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  if (isAbsent(content)) return []
  return listOf(content, at).map((part, i) => partOf(objectOf(part, `${at}[${i}]`), `${at}[${i}]`))
}

function partOf(part: JsonObject, at: string): Part {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
      return { kind: 'text', text: textOf(part.text, `${at}.text`) }
    case 'refusal':
      return { kind: 'text', text: textOf(part.refusal, `${at}.refusal`) }
    case 'input_image': {
      const detail = typeof part.detail === 'string' ? part.detail : undefined
      if (typeof part.file_id === 'string') return { kind: 'image', source: { kind: 'file', id: part.file_id }, detail }
      return { kind: 'image', source: sourceOfUrl(textOf(part.image_url, `${at}.image_url`)), detail }
    }
    case 'input_file': {
      const name = typeof part.filename === 'string' ? part.filename : undefined
      if (typeof part.file_id === 'string') return { kind: 'document', source: { kind: 'file', id: part.file_id }, name }
      return { kind: 'document', source: sourceOfUrl(textOf(part.file_data ?? part.file_url, `${at}.file_data`)), name }
    }
    default:
      return { kind: 'other', type: wordOf(part.type), value: part }
  }
}
