/** A call as the prompt counter reads it: the same words in the shape of a chat. */
import type { ChatCall, Part } from '@/lib/gateway/chat/chat-call'
import type { JsonObject } from '@/lib/gateway/json'

export function countableOf(call: ChatCall): JsonObject {
  const tools = call.tools.map((tool) =>
    tool.kind === 'function' ? [tool.name, tool.description ?? '', tool.schema] : tool.value,
  )
  return {
    messages: call.messages.map(({ role, parts }) => ({ role, content: parts.flatMap(partsOf) })),
    tools: tools.length > 0 ? tools : undefined,
    response_format: call.format?.kind === 'schema' ? call.format.schema : undefined,
  }
}

function partsOf(part: Part): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return [{ type: 'text', text: part.text }]
    case 'reasoning':
      return [{ type: 'text', text: part.text + (part.redacted ?? '') + (part.signature ?? '') }]
    case 'toolCall':
      return [{ type: 'text', text: `${part.id} ${part.name} ${part.input}` }]
    case 'toolResult':
      return [{ type: 'text', text: part.id }, ...part.parts.flatMap(partsOf)]
    case 'image':
      return [{ image_url: { url: part.source.kind === 'base64' ? 'data:' : '', detail: part.detail } }]
    case 'document':
      return part.source.kind === 'text' ? [{ type: 'text', text: part.source.text }] : [{ type: 'file' }]
    case 'audio':
      return [{ type: 'audio' }]
    case 'other':
      // What nobody here knows may fetch or hold anything: its words count, and it has no bound.
      return [{ type: 'other', text: JSON.stringify(part.value), unbounded: true }]
  }
}
