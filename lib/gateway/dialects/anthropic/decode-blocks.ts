/** Content blocks of a Messages request as parts. A block nobody here knows is kept whole: whoever speaks this wire still gets it. */
import type { Part, Source } from '@/lib/gateway/chat/chat-call'
import { invalid, isAbsent, listOf, objectOf, textOf } from '@/lib/gateway/chat/fields'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'

export function decodeBlocks(content: unknown, at: string): Part[] {
  if (typeof content === 'string') return content === '' ? [] : [{ kind: 'text', text: content }]
  if (isAbsent(content)) throw invalid(at, `'${at}' must be a text or a list of blocks.`)
  return listOf(content, at).map((block, i) => blockOf(objectOf(block, `${at}.${i}`), `${at}.${i}`))
}

function blockOf(block: JsonObject, at: string): Part {
  const cache = asObject(block.cache_control) ?? undefined
  switch (block.type) {
    case 'text': {
      const citations = Array.isArray(block.citations) ? block.citations.map((one) => asObject(one) ?? {}) : undefined
      return { kind: 'text', text: textOf(block.text, `${at}.text`), citations, cache }
    }
    case 'image':
      return { kind: 'image', source: sourceOf(objectOf(block.source, `${at}.source`), at), cache }
    case 'document':
      return documentOf(block, at, cache)
    case 'tool_use':
      return {
        kind: 'toolCall',
        id: textOf(block.id, `${at}.id`),
        name: textOf(block.name, `${at}.name`),
        input: JSON.stringify(objectOf(block.input ?? {}, `${at}.input`)),
        cache,
      }
    case 'tool_result':
      return {
        kind: 'toolResult',
        id: textOf(block.tool_use_id, `${at}.tool_use_id`),
        parts: isAbsent(block.content) ? [] : decodeBlocks(block.content, `${at}.content`),
        isError: block.is_error === true ? true : undefined,
        cache,
      }
    case 'thinking': {
      const signature = typeof block.signature === 'string' && block.signature !== '' ? block.signature : undefined
      return { kind: 'reasoning', text: textOf(block.thinking, `${at}.thinking`), signature }
    }
    case 'redacted_thinking':
      return { kind: 'reasoning', text: '', redacted: textOf(block.data, `${at}.data`) }
    default:
      return { kind: 'other', type: wordOf(block.type), value: block }
  }
}

function documentOf(block: JsonObject, at: string, cache: JsonObject | undefined): Part {
  const source = objectOf(block.source, `${at}.source`)
  if (source.type === 'content' || !isAbsent(block.context)) return { kind: 'other', type: 'document', value: block }
  const name = typeof block.title === 'string' ? block.title : undefined
  const citations = asObject(block.citations)?.enabled === true ? true : undefined
  if (source.type === 'text')
    return { kind: 'document', source: { kind: 'text', text: textOf(source.data, `${at}.source.data`) }, name, citations, cache }
  return { kind: 'document', source: sourceOf(source, at), name, citations, cache }
}

function sourceOf(source: JsonObject, at: string): Source {
  if (source.type === 'url') return { kind: 'url', url: textOf(source.url, `${at}.source.url`) }
  if (source.type === 'file') return { kind: 'file', id: textOf(source.file_id, `${at}.source.file_id`) }
  if (source.type !== 'base64') throw invalid(`${at}.source`, `'${at}.source.type' must be base64, url or file.`)
  return {
    kind: 'base64',
    mediaType: textOf(source.media_type, `${at}.source.media_type`),
    data: textOf(source.data, `${at}.source.data`),
  }
}
