/** The pieces of a streamed GenerateContentResponse as events in nobody's dialect. The end of the connection is its end. */
import type { ChatEvent } from '@/lib/gateway/chat/chat-answer'
import type { StreamDecoder } from '@/lib/gateway/chat/wire'
import { asCount, asObject, type JsonObject, parseObject, wordOf } from '@/lib/gateway/json'
import { citationsOf, signatureOf, stopOf, toolIdOf } from '@/lib/gateway/providers/gemini/decode-answer'
import { geminiTokens } from '@/lib/gateway/providers/gemini/usage'

export function createGeminiDecoder(): StreamDecoder {
  let usage: JsonObject | null = null
  let isBegun = false
  let isOver = false
  const tools = new Map<number, number>()

  const candidateEvents = (candidate: JsonObject): ChatEvent[] => {
    const choice = asCount(candidate.index) ?? 0
    const list = asObject(candidate.content)?.parts
    const events: ChatEvent[] = []
    for (const one of Array.isArray(list) ? list : []) events.push(...partEvents(choice, asObject(one) ?? {}))
    for (const citation of citationsOf(candidate)) events.push({ kind: 'citation', choice, citation })
    if (typeof candidate.finishReason === 'string') {
      isOver = true
      events.push({ kind: 'stop', choice, stop: stopOf(candidate.finishReason, tools.has(choice)), sequence: null })
    }
    return events
  }

  const partEvents = (choice: number, part: JsonObject): ChatEvent[] => {
    const call = asObject(part.functionCall)
    const signature = signatureOf(part)
    if (call) {
      const tool = tools.get(choice) ?? 0
      tools.set(choice, tool + 1)
      const id = toolIdOf(call, choice, tool)
      return [
        { kind: 'toolStart', choice, tool, id, name: wordOf(call.name), signature },
        { kind: 'toolInput', choice, tool, input: JSON.stringify(call.args ?? {}) },
      ]
    }
    if (typeof part.text !== 'string') return []
    if (part.thought !== true) return part.text === '' ? [] : [{ kind: 'text', choice, text: part.text }]
    const thought: ChatEvent[] = part.text === '' ? [] : [{ kind: 'reasoning', choice, text: part.text }]
    return signature === undefined ? thought : [...thought, { kind: 'signature', choice, signature }]
  }

  return {
    read(data) {
      const body = parseObject(data)
      if (!body) return null
      const error = asObject(body.error)
      if (error) return [{ kind: 'error', message: wordOf(error.message) || 'The provider broke off.' }]
      const isBlocked = asObject(body.promptFeedback)?.blockReason !== undefined
      if (!Array.isArray(body.candidates) && !isBlocked && body.usageMetadata === undefined) return null
      const events: ChatEvent[] = []
      if (!isBegun) {
        isBegun = true
        events.push({ kind: 'start', id: typeof body.responseId === 'string' ? body.responseId : '', tokens: null })
      }
      for (const candidate of Array.isArray(body.candidates) ? body.candidates : [])
        events.push(...candidateEvents(asObject(candidate) ?? {}))
      if (isBlocked) {
        isOver = true
        events.push({ kind: 'stop', choice: 0, stop: 'filter', sequence: null })
      }
      const block = asObject(body.usageMetadata)
      if (block) {
        usage = block
        const tokens = geminiTokens(block)
        // Each piece tells what was used so far: only with the end it is the bill.
        if (tokens && isOver) events.push({ kind: 'usage', tokens })
      }
      return events
    },
    end: () => (isOver ? [{ kind: 'end' }] : null),
    usage: () => usage,
  }
}
