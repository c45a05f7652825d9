/** The contents of a generateContent request. Calls and results of tools may come without an id there: they are told apart by name and order. */
import type { ChatMessage, Part } from '@/lib/gateway/chat/chat-call'
import { invalid, isAbsent, isBucketUrl, listOf, objectOf, textOf } from '@/lib/gateway/chat/fields'
import { camelOf } from '@/lib/gateway/dialects/gemini/names'
import { asObject, type JsonObject, wordOf } from '@/lib/gateway/json'

export function decodeInstruction(value: unknown): Part[] {
  if (isAbsent(value)) return []
  if (typeof value === 'string') return [{ kind: 'text', text: value }]
  return decodeParts(objectOf(value, 'systemInstruction').parts, 'systemInstruction.parts', new ToolIds())
}

export function decodeContents(value: unknown): ChatMessage[] {
  const ids = new ToolIds()
  return listOf(value, 'contents').map((one, i): ChatMessage => {
    const content = objectOf(one, `contents[${i}]`)
    const { role = 'user' } = content
    if (role !== 'user' && role !== 'model' && role !== 'function')
      throw invalid(`contents[${i}].role`, `'contents[${i}].role' must be user or model.`)
    return { role: role === 'model' ? 'assistant' : 'user', parts: decodeParts(content.parts, `contents[${i}].parts`, ids) }
  })
}

function decodeParts(value: unknown, at: string, ids: ToolIds): Part[] {
  const list = isAbsent(value) || Array.isArray(value) ? listOf(value, at) : [value]
  const parts: Part[] = []
  for (const [i, one] of list.entries()) {
    const part = partOf(camelOf(objectOf(one, `${at}[${i}]`)), `${at}[${i}]`, ids)
    const last = parts.at(-1)
    // A thought comes in pieces, its signature with the last of them.
    if (part.kind === 'reasoning' && last?.kind === 'reasoning' && last.signature === undefined) {
      last.text += part.text
      last.signature = part.signature
    } else parts.push(part)
  }
  return parts
}

function partOf(part: JsonObject, at: string, ids: ToolIds): Part {
  refuseBuckets(part.fileData, `${at}.fileData`)
  const signature = typeof part.thoughtSignature === 'string' ? part.thoughtSignature : undefined
  if (typeof part.text === 'string')
    return part.thought === true ? { kind: 'reasoning', text: part.text, signature } : { kind: 'text', text: part.text }
  if (!isAbsent(part.inlineData)) {
    const data = camelOf(objectOf(part.inlineData, `${at}.inlineData`))
    const mediaType = textOf(data.mimeType, `${at}.inlineData.mimeType`)
    return mediaPart(mediaType, { kind: 'base64', mediaType, data: textOf(data.data, `${at}.inlineData.data`) })
  }
  if (!isAbsent(part.fileData)) {
    const data = camelOf(objectOf(part.fileData, `${at}.fileData`))
    return mediaPart(wordOf(data.mimeType), { kind: 'url', url: textOf(data.fileUri, `${at}.fileData.fileUri`) })
  }
  if (!isAbsent(part.functionCall)) {
    const call = objectOf(part.functionCall, `${at}.functionCall`)
    const name = textOf(call.name, `${at}.functionCall.name`)
    const input = JSON.stringify(objectOf(call.args ?? {}, `${at}.functionCall.args`))
    return { kind: 'toolCall', id: ids.ofCall(name, call.id), name, input, signature }
  }
  if (!isAbsent(part.functionResponse)) {
    const result = objectOf(part.functionResponse, `${at}.functionResponse`)
    const name = textOf(result.name, `${at}.functionResponse.name`)
    for (const [i, shown] of (Array.isArray(result.parts) ? result.parts : []).entries())
      refuseBuckets(camelOf(asObject(shown) ?? {}).fileData, `${at}.functionResponse.parts[${i}].fileData`)
    return { kind: 'toolResult', id: ids.ofResult(name, result.id), ...resultOf(result.response) }
  }
  return { kind: 'other', type: Object.keys(part)[0] ?? 'part', value: part }
}

/** What the gateway's own account may read is not the caller's to read. */
function refuseBuckets(fileData: unknown, at: string): void {
  for (const value of Object.values(asObject(fileData) ?? {}))
    if (typeof value === 'string' && isBucketUrl(value))
      throw invalid(
        `${at}.fileUri`,
        `'${at}.fileUri' must not be in a bucket (gs://): send the file itself, or an https address.`,
      )
}

function mediaPart(mediaType: string, source: Extract<Part, { kind: 'image' }>['source']): Part {
  if (mediaType.startsWith('image/')) return { kind: 'image', source }
  return mediaType.startsWith('audio/') ? { kind: 'audio', source } : { kind: 'document', source }
}

/** What a tool answers is an object there; words alone stand in a field called so. */
function resultOf(response: unknown): { parts: Part[]; isError?: boolean } {
  const value = asObject(response) ?? {}
  const [name, ...others] = Object.keys(value)
  const only = name === undefined || others.length > 0 ? undefined : value[name]
  if ((name === 'result' || name === 'output') && typeof only === 'string') return { parts: [{ kind: 'text', text: only }] }
  if (name === 'error' && typeof only === 'string') return { parts: [{ kind: 'text', text: only }], isError: true }
  return { parts: [{ kind: 'text', text: JSON.stringify(value) }] }
}

class ToolIds {
  private readonly called = new Map<string, number>()
  private readonly answered = new Map<string, number>()

  ofCall(name: string, id: unknown): string {
    return typeof id === 'string' && id !== '' ? id : this.next(this.called, name)
  }

  ofResult(name: string, id: unknown): string {
    return typeof id === 'string' && id !== '' ? id : this.next(this.answered, name)
  }

  private next(counts: Map<string, number>, name: string): string {
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    return `call_${name.replace(/[^\w-]/g, '_')}_${count}`
  }
}
