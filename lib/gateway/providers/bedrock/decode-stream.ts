/** The events of ConverseStream in nobody's dialect. Its figures come last, after the end of the message. */
import type { ChatEvent } from '@/lib/gateway/chat/chat-answer'
import type { StreamDecoder } from '@/lib/gateway/chat/wire'
import { asCount, asObject, type JsonObject, parseObject, wordOf } from '@/lib/gateway/json'
import { stopOf } from '@/lib/gateway/providers/bedrock/decode-answer'
import { bedrockTokens } from '@/lib/gateway/providers/bedrock/usage'

export function createBedrockDecoder(): StreamDecoder {
  let usage: JsonObject | null = null
  let isOver = false
  const tools = new Map<number, number>()

  const change = (index: number, delta: JsonObject): ChatEvent[] => {
    if (typeof delta.text === 'string') return [{ kind: 'text', choice: 0, text: delta.text }]
    const input = asObject(delta.toolUse)?.input
    const tool = tools.get(index)
    if (typeof input === 'string')
      return tool === undefined || input === '' ? [] : [{ kind: 'toolInput', choice: 0, tool, input }]
    const thought = asObject(delta.reasoningContent)
    if (typeof thought?.text === 'string') return [{ kind: 'reasoning', choice: 0, text: thought.text }]
    if (typeof thought?.signature === 'string') return [{ kind: 'signature', choice: 0, signature: thought.signature }]
    if (typeof thought?.redactedContent === 'string') return [{ kind: 'redacted', choice: 0, data: thought.redactedContent }]
    const citation = asObject(delta.citation)
    return citation ? [{ kind: 'citation', choice: 0, citation }] : []
  }

  const read = (type: string, event: JsonObject): ChatEvent[] | null => {
    const index = asCount(event.contentBlockIndex) ?? 0
    switch (type) {
      case 'messageStart':
        return [{ kind: 'start', id: '', tokens: null }]
      case 'contentBlockStart': {
        const tool = asObject(asObject(event.start)?.toolUse)
        if (!tool) return []
        const number = tools.size
        tools.set(index, number)
        return [{ kind: 'toolStart', choice: 0, tool: number, id: wordOf(tool.toolUseId), name: wordOf(tool.name) }]
      }
      case 'contentBlockDelta':
        return change(index, asObject(event.delta) ?? {})
      case 'messageStop':
        isOver = true
        return [{ kind: 'stop', choice: 0, stop: stopOf(event.stopReason), sequence: null }]
      case 'metadata': {
        usage = asObject(event.usage)
        const tokens = usage && bedrockTokens(usage)
        return tokens ? [{ kind: 'usage', tokens }] : []
      }
      case 'exception':
        return [{ kind: 'error', message: wordOf(event.message) || 'The provider broke off.' }]
      default:
        return []
    }
  }

  return {
    read(data) {
      const event = parseObject(data)
      const [type] = event ? Object.keys(event) : []
      const body = event && type !== undefined ? asObject(event[type]) : null
      return type === undefined || body === null ? null : read(type, body)
    },
    end: () => (isOver ? [{ kind: 'end' }] : null),
    usage: () => usage,
  }
}
