/** The chunks of a chat completion as events in nobody's dialect. */
import type { ChatEvent } from '@/lib/gateway/chat/chat-answer'
import type { StreamDecoder } from '@/lib/gateway/chat/wire'
import { asCount, asObject, type JsonObject, parseObject, wordOf } from '@/lib/gateway/json'
import { inputOf, partsOf, stopOf } from '@/lib/gateway/providers/openai-chat/decode-answer'
import { openaiTokens } from '@/lib/gateway/providers/openai-usage'

export function createOpenaiDecoder(): StreamDecoder {
  let usage: JsonObject | null = null
  let isBegun = false
  const tools = new Set<string>()

  const choiceEvents = (one: unknown): ChatEvent[] => {
    const part = asObject(one) ?? {}
    const choice = asCount(part.index) ?? 0
    const delta = asObject(part.delta) ?? {}
    const events: ChatEvent[] = []
    const thought = delta.reasoning_content ?? delta.reasoning
    if (typeof thought === 'string' && thought !== '') events.push({ kind: 'reasoning', choice, text: thought })
    const words = typeof delta.content === 'string' ? delta.content : delta.refusal
    if (typeof words === 'string' && words !== '') events.push({ kind: 'text', choice, text: words })
    for (const piece of partsOf(delta.content))
      if (piece.kind === 'text' || piece.kind === 'reasoning') events.push({ kind: piece.kind, choice, text: piece.text })
    for (const call of Array.isArray(delta.tool_calls) ? delta.tool_calls : [])
      events.push(...toolEvents(choice, asObject(call) ?? {}))
    if (typeof part.finish_reason === 'string')
      events.push({ kind: 'stop', choice, stop: stopOf(part.finish_reason), sequence: null })
    return events
  }

  const toolEvents = (choice: number, call: JsonObject): ChatEvent[] => {
    const tool = asCount(call.index) ?? 0
    const fn = asObject(call.function) ?? {}
    const events: ChatEvent[] = []
    const name = `${choice} ${tool}`
    if (!tools.has(name)) {
      tools.add(name)
      events.push({ kind: 'toolStart', choice, tool, id: wordOf(call.id), name: wordOf(fn.name) })
    }
    const input = fn.arguments === undefined || fn.arguments === null ? '' : inputOf(fn.arguments)
    if (input !== '') events.push({ kind: 'toolInput', choice, tool, input })
    return events
  }

  return {
    read(data) {
      if (data === '[DONE]') return [{ kind: 'end' }]
      const chunk = parseObject(data)
      if (!chunk) return null
      if (chunk.error !== undefined && chunk.error !== null)
        return [{ kind: 'error', message: wordOf(asObject(chunk.error)?.message) || 'The provider broke off.' }]
      if (!Array.isArray(chunk.choices)) return null
      const events: ChatEvent[] = []
      if (!isBegun && chunk.choices.length > 0) {
        isBegun = true
        events.push({ kind: 'start', id: typeof chunk.id === 'string' ? chunk.id : '', tokens: null })
      }
      for (const choice of chunk.choices) events.push(...choiceEvents(choice))
      const block = asObject(chunk.usage)
      if (block && typeof block.prompt_tokens === 'number') {
        usage = block
        const tokens = openaiTokens(block)
        if (tokens) events.push({ kind: 'usage', tokens })
      }
      return events
    },
    end: () => null,
    usage: () => usage,
  }
}
