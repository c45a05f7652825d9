/** The events of Cohere's chat stream in nobody's dialect. https://docs.cohere.com/docs/streaming */
import type { ChatEvent } from '@/lib/gateway/chat/chat-answer'
import type { StreamDecoder } from '@/lib/gateway/chat/wire'
import { asCount, asObject, type JsonObject, parseObject, wordOf } from '@/lib/gateway/json'
import { cohereTokens, stopOf } from '@/lib/gateway/providers/cohere/decode-answer'

export function createCohereDecoder(): StreamDecoder {
  let usage: JsonObject | null = null
  const tools = new Map<number, number>()

  const contentOf = (message: JsonObject): ChatEvent[] => {
    const content = asObject(message.content) ?? {}
    if (typeof content.thinking === 'string' && content.thinking !== '')
      return [{ kind: 'reasoning', choice: 0, text: content.thinking }]
    return typeof content.text === 'string' && content.text !== '' ? [{ kind: 'text', choice: 0, text: content.text }] : []
  }
  const toolOf = (index: number, message: JsonObject, isStart: boolean): ChatEvent[] => {
    const call = asObject(message.tool_calls) ?? {}
    const fn = asObject(call.function) ?? {}
    const tool = tools.get(index) ?? tools.size
    tools.set(index, tool)
    const start: ChatEvent[] = isStart ? [{ kind: 'toolStart', choice: 0, tool, id: wordOf(call.id), name: wordOf(fn.name) }] : []
    const input = typeof fn.arguments === 'string' ? fn.arguments : ''
    return input === '' ? start : [...start, { kind: 'toolInput', choice: 0, tool, input }]
  }
  const ending = (delta: JsonObject): ChatEvent[] => {
    usage = asObject(delta.usage)
    const tokens = usage && cohereTokens(usage)
    const events: ChatEvent[] = tokens ? [{ kind: 'usage', tokens }] : []
    if (delta.finish_reason === 'ERROR') return [{ kind: 'error', message: wordOf(delta.error) || 'The provider broke off.' }]
    return [...events, { kind: 'stop', choice: 0, stop: stopOf(delta.finish_reason), sequence: null }, { kind: 'end' }]
  }

  return {
    read(data) {
      if (data === '[DONE]') return []
      const event = parseObject(data)
      if (!event || typeof event.type !== 'string') return null
      const delta = asObject(event.delta) ?? {}
      const message = asObject(delta.message) ?? {}
      const index = asCount(event.index) ?? 0
      switch (event.type) {
        case 'message-start':
          return [{ kind: 'start', id: typeof event.id === 'string' ? event.id : '', tokens: null }]
        case 'content-start':
        case 'content-delta':
          return contentOf(message)
        case 'tool-call-start':
          return toolOf(index, message, true)
        case 'tool-call-delta':
          return toolOf(index, message, false)
        case 'citation-start':
          return [{ kind: 'citation', choice: 0, citation: asObject(message.citations) ?? {} }]
        case 'message-end':
          return ending(delta)
        default:
          return []
      }
    },
    end: () => null,
    usage: () => usage,
  }
}
