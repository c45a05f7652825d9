/** The events of the Messages API as events in nobody's dialect. */
import type { ChatEvent } from '@/lib/gateway/chat/chat-answer'
import type { StreamDecoder } from '@/lib/gateway/chat/wire'
import { asCount, asObject, type JsonObject, parseObject, wordOf } from '@/lib/gateway/json'
import { stopOf } from '@/lib/gateway/providers/anthropic/decode-answer'
import { anthropicTokens } from '@/lib/gateway/providers/anthropic/usage'

export function createAnthropicDecoder(): StreamDecoder {
  let usage: JsonObject | null = null
  /** Blocks of tools by their index, in the order they came. */
  const tools = new Map<number, number>()

  /** Later figures take the place of earlier ones; what the last block leaves out the first has said. */
  const addUsage = (block: JsonObject | null): ChatEvent[] => {
    if (!block) return []
    usage ??= {}
    for (const name in block) if (block[name] !== null) usage[name] = block[name]
    const tokens = anthropicTokens(usage)
    return tokens ? [{ kind: 'usage', tokens }] : []
  }

  const begin = (index: number, block: JsonObject): ChatEvent[] => {
    if (block.type === 'tool_use') {
      const tool = tools.size
      tools.set(index, tool)
      const events: ChatEvent[] = [{ kind: 'toolStart', choice: 0, tool, id: wordOf(block.id), name: wordOf(block.name) }]
      const input = asObject(block.input)
      if (input && Object.keys(input).length > 0)
        events.push({ kind: 'toolInput', choice: 0, tool, input: JSON.stringify(input) })
      return events
    }
    if (block.type === 'redacted_thinking') return [{ kind: 'redacted', choice: 0, data: wordOf(block.data) }]
    const text = block.type === 'thinking' ? block.thinking : block.text
    if (typeof text !== 'string' || text === '') return []
    return [{ kind: block.type === 'thinking' ? 'reasoning' : 'text', choice: 0, text }]
  }

  const change = (index: number, delta: JsonObject): ChatEvent[] => {
    switch (delta.type) {
      case 'text_delta':
        return [{ kind: 'text', choice: 0, text: wordOf(delta.text) }]
      case 'thinking_delta':
        return [{ kind: 'reasoning', choice: 0, text: wordOf(delta.thinking) }]
      case 'signature_delta':
        return [{ kind: 'signature', choice: 0, signature: wordOf(delta.signature) }]
      case 'citations_delta':
        return [{ kind: 'citation', choice: 0, citation: asObject(delta.citation) ?? {} }]
      case 'input_json_delta': {
        const tool = tools.get(index)
        const input = wordOf(delta.partial_json)
        return tool === undefined || input === '' ? [] : [{ kind: 'toolInput', choice: 0, tool, input }]
      }
      default:
        return []
    }
  }

  return {
    read(data) {
      const event = parseObject(data)
      if (!event || typeof event.type !== 'string') return null
      const index = asCount(event.index) ?? 0
      switch (event.type) {
        case 'message_start': {
          const message = asObject(event.message) ?? {}
          addUsage(asObject(message.usage))
          return [{ kind: 'start', id: wordOf(message.id), tokens: usage && anthropicTokens(usage) }]
        }
        case 'content_block_start':
          return begin(index, asObject(event.content_block) ?? {})
        case 'content_block_delta':
          return change(index, asObject(event.delta) ?? {})
        case 'message_delta': {
          const delta = asObject(event.delta) ?? {}
          const sequence = typeof delta.stop_sequence === 'string' ? delta.stop_sequence : null
          const stop: ChatEvent[] =
            typeof delta.stop_reason === 'string' ? [{ kind: 'stop', choice: 0, stop: stopOf(delta.stop_reason), sequence }] : []
          return [...addUsage(asObject(event.usage)), ...stop]
        }
        case 'message_stop':
          return [{ kind: 'end' }]
        case 'error':
          return [{ kind: 'error', message: wordOf(asObject(event.error)?.message) || 'The provider broke off.' }]
        default:
          return []
      }
    },
    end: () => null,
    usage: () => usage,
  }
}
