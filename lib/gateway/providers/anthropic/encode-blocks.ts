/** Parts as content blocks of a Messages request. */
import type { Part, PartOf, Source } from '@/lib/gateway/chat/chat-call'
import { invalid, parseInput } from '@/lib/gateway/chat/fields'
import type { EncodeContext } from '@/lib/gateway/chat/wire'
import type { JsonObject } from '@/lib/gateway/json'

export function blocksOf(parts: readonly Part[], context: EncodeContext): JsonObject[] {
  return parts.flatMap((part) => blockOf(part, context))
}

function blockOf(part: Part, context: EncodeContext): JsonObject[] {
  switch (part.kind) {
    case 'text': {
      const citations = part.citations && part.citations.length > 0 ? { citations: part.citations } : {}
      return [{ type: 'text', text: part.text, ...citations, ...cacheOf(part) }]
    }
    case 'image':
      if (part.detail !== undefined && part.detail !== 'auto') context.drop('image_url.detail')
      return [{ type: 'image', source: sourceOf(part.source), ...cacheOf(part) }]
    case 'document':
      return [documentOf(part)]
    case 'toolCall': {
      const input = parseInput(part.input)
      if (input === null) throw invalid('messages', `The arguments of the tool call '${part.id}' are no JSON object.`)
      return [{ type: 'tool_use', id: part.id, name: part.name, input, ...cacheOf(part) }]
    }
    case 'toolResult': {
      const isError = part.isError ? { is_error: true } : {}
      return [{ type: 'tool_result', tool_use_id: part.id, content: blocksOf(part.parts, context), ...isError, ...cacheOf(part) }]
    }
    case 'reasoning':
      return thoughtOf(part, context)
    case 'audio':
      return none(context, 'input_audio')
    case 'other':
      return none(context, part.type)
  }
}

/** Thoughts are taken back only with the signature they were given with. */
function thoughtOf({ text, signature, redacted }: PartOf<'reasoning'>, context: EncodeContext): JsonObject[] {
  if (redacted !== undefined) return [{ type: 'redacted_thinking', data: redacted }]
  if (signature !== undefined) return [{ type: 'thinking', thinking: text, signature }]
  context.drop('reasoning_content')
  return []
}

function documentOf(part: PartOf<'document'>): JsonObject {
  const { source, name, citations } = part
  return {
    type: 'document',
    source: source.kind === 'text' ? { type: 'text', media_type: 'text/plain', data: source.text } : sourceOf(source),
    ...(name === undefined ? {} : { title: name }),
    ...(citations ? { citations: { enabled: true } } : {}),
    ...cacheOf(part),
  }
}

function sourceOf(source: Source): JsonObject {
  if (source.kind === 'url') return { type: 'url', url: source.url }
  if (source.kind === 'file') return { type: 'file', file_id: source.id }
  return { type: 'base64', media_type: source.mediaType, data: source.data }
}

function cacheOf({ cache }: { cache?: JsonObject }): JsonObject {
  return cache ? { cache_control: cache } : {}
}

function none(context: EncodeContext, name: string): JsonObject[] {
  context.cannot(name)
  return []
}
