/** Parts as content blocks of a Converse request. What is to be kept ready ends in a block of its own there. */
import type { Part, PartOf } from '@/lib/gateway/chat/chat-call'
import { invalid, parseInput } from '@/lib/gateway/chat/fields'
import type { EncodeContext } from '@/lib/gateway/chat/wire'
import type { JsonObject } from '@/lib/gateway/json'

export function blocksOf(parts: readonly Part[], context: EncodeContext): JsonObject[] {
  return parts.flatMap((part) => {
    const blocks = blockOf(part, context)
    return 'cache' in part && part.cache !== undefined ? [...blocks, cachePoint(part.cache)] : blocks
  })
}

export function cachePoint(cache: JsonObject): JsonObject {
  return { cachePoint: { type: 'default', ...(cache.ttl === '1h' ? { ttl: '1h' } : {}) } }
}

function blockOf(part: Part, context: EncodeContext): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return [{ text: part.text }]
    case 'image':
      if (part.detail !== undefined && part.detail !== 'auto') context.drop('image_url.detail')
      if (part.source.kind !== 'base64') return none(context, 'images by address')
      return [{ image: { format: formatOf(part.source.mediaType), source: { bytes: part.source.data } } }]
    case 'document':
      return documentOf(part, context)
    case 'toolCall': {
      const input = parseInput(part.input)
      if (input === null) throw invalid('messages', `The arguments of the tool call '${part.id}' are no JSON object.`)
      return [{ toolUse: { toolUseId: part.id, name: part.name, input } }]
    }
    case 'toolResult': {
      const status = part.isError ? { status: 'error' } : {}
      return [{ toolResult: { toolUseId: part.id, content: blocksOf(part.parts, context), ...status } }]
    }
    case 'reasoning':
      return thoughtOf(part, context)
    case 'audio':
      return none(context, 'input_audio')
    case 'other':
      return none(context, part.type)
  }
}

function thoughtOf({ text, signature, redacted }: PartOf<'reasoning'>, context: EncodeContext): JsonObject[] {
  if (redacted !== undefined) return [{ reasoningContent: { redactedContent: redacted } }]
  if (signature !== undefined) return [{ reasoningContent: { reasoningText: { text, signature } } }]
  context.drop('reasoning_content')
  return []
}

function documentOf({ source, name, citations }: PartOf<'document'>, context: EncodeContext): JsonObject[] {
  const about = {
    name: (name ?? 'document').replace(/[^\w\s()[\]-]/g, ' '),
    ...(citations ? { citations: { enabled: true } } : {}),
  }
  if (source.kind === 'text') return [{ document: { format: 'txt', ...about, source: { text: source.text } } }]
  if (source.kind !== 'base64') return none(context, 'documents by address')
  return [{ document: { format: formatOf(source.mediaType), ...about, source: { bytes: source.data } } }]
}

function formatOf(mediaType: string): string {
  const format = mediaType.slice(mediaType.indexOf('/') + 1)
  return format === 'plain' ? 'txt' : format === 'jpg' ? 'jpeg' : format
}

function none(context: EncodeContext, name: string): JsonObject[] {
  context.cannot(name)
  return []
}
