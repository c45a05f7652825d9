/** Parts as those of a generateContent request. */
import type { ChatCall, Part, PartOf, Source } from '@/lib/gateway/chat/chat-call'
import { invalid, isBucketUrl, parseInput } from '@/lib/gateway/chat/fields'
import type { EncodeContext } from '@/lib/gateway/chat/wire'
import { asObject, type JsonObject } from '@/lib/gateway/json'

/** A result names its tool there, not only its call. */
export function toolNamesOf(call: ChatCall): Map<string, string> {
  const names = new Map<string, string>()
  for (const { parts } of call.messages) for (const part of parts) if (part.kind === 'toolCall') names.set(part.id, part.name)
  return names
}

export function partsOf(parts: readonly Part[], names: ReadonlyMap<string, string>, context: EncodeContext): JsonObject[] {
  if (parts.some((part) => 'cache' in part && part.cache !== undefined)) context.drop('cache_control')
  return parts.flatMap((part) => partOf(part, names, context))
}

function partOf(part: Part, names: ReadonlyMap<string, string>, context: EncodeContext): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return [{ text: part.text }]
    case 'image':
      if (part.detail !== undefined && part.detail !== 'auto') context.drop('image_url.detail')
      return mediaOf(part.source, 'image/*', context)
    case 'audio':
      return mediaOf(part.source, 'audio/*', context)
    case 'document':
      if (part.source.kind === 'text')
        return [{ text: part.name === undefined ? part.source.text : `${part.name}\n\n${part.source.text}` }]
      if (part.citations) context.cannot('citations')
      return mediaOf(part.source, 'application/pdf', context)
    case 'toolCall': {
      const args = parseInput(part.input)
      if (args === null) throw invalid('messages', `The arguments of the tool call '${part.id}' are no JSON object.`)
      return [{ functionCall: { id: part.id, name: part.name, args }, ...signed(part.signature) }]
    }
    case 'toolResult':
      return resultOf(part, names, context)
    case 'reasoning':
      if (part.signature === undefined || part.redacted !== undefined) {
        context.drop('thinking')
        return []
      }
      return [{ text: part.text, thought: true, thoughtSignature: part.signature }]
    case 'other':
      context.cannot(part.type)
      return []
  }
}

function resultOf(part: PartOf<'toolResult'>, names: ReadonlyMap<string, string>, context: EncodeContext): JsonObject[] {
  const name = names.get(part.id)
  if (name === undefined) throw invalid('messages', `There is no tool call '${part.id}' that this could be the result of.`)
  const words = part.parts.map((one) => (one.kind === 'text' ? one.text : '')).join('\n')
  const shown = part.parts.filter((one) => one.kind !== 'text')
  const object = part.isError ? null : objectIn(words)
  const response = object ?? (part.isError ? { error: words } : { result: words })
  return [{ functionResponse: { id: part.id, name, response } }, ...shown.flatMap((one) => partOf(one, names, context))]
}

/** A tool that answers with an object is heard as one. */
function objectIn(words: string): JsonObject | null {
  if (!words.startsWith('{')) return null
  try {
    return asObject(JSON.parse(words))
  } catch {
    return null
  }
}

function mediaOf(source: Source, anyType: string, context: EncodeContext): JsonObject[] {
  if (source.kind === 'base64') return [{ inlineData: { mimeType: source.mediaType, data: source.data } }]
  if (source.kind === 'url' && isBucketUrl(source.url)) {
    context.cannot('gs://')
    return []
  }
  if (source.kind === 'url') return [{ fileData: { mimeType: typeOfUrl(source.url) ?? anyType, fileUri: source.url } }]
  context.cannot('file_id')
  return []
}

const types: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  pdf: 'application/pdf',
}

function typeOfUrl(url: string): string | null {
  return types[/\.(\w{3,4})(?:[?#]|$)/.exec(url)?.[1]?.toLowerCase() ?? ''] ?? null
}

function signed(signature: string | undefined): JsonObject {
  return signature === undefined ? {} : { thoughtSignature: signature }
}
