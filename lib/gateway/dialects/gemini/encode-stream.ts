/** The events of a stream as pieces of a GenerateContentResponse. Calls of tools are written whole there. */
import type { ChatEvent, StopReason } from '@/lib/gateway/chat/chat-answer'
import type { Part, PartOf } from '@/lib/gateway/chat/chat-call'
import type { AskedFor, StreamEncoder } from '@/lib/gateway/chat/wire'
import { finishReasonOf, geminiUsage, partOf, sourceOf } from '@/lib/gateway/dialects/gemini/encode-answer'
import type { JsonObject } from '@/lib/gateway/json'
import { noTokens, type TokenCounts } from '@/lib/policy/pricing/tokens'

export function createGeminiEncoder(asked: AskedFor): StreamEncoder {
  let responseId = asked.callId
  let tokens: TokenCounts | null = null
  const tools = new Map<string, PartOf<'toolCall'> & { choice: number }>()
  const stops = new Map<number, StopReason>()

  const event = (candidates: JsonObject[], more: JsonObject = {}) =>
    `data: ${JSON.stringify({ candidates, modelVersion: asked.model, responseId, ...more })}\n\n`
  const piece = (choice: number, part: Part) => event([{ content: { role: 'model', parts: partOf(part) }, index: choice }])
  /** Writes the calls of a choice that are complete because something else has begun. */
  const flush = (choice: number): string => {
    let written = ''
    for (const [name, { choice: own, ...call }] of tools) {
      if (own !== choice) continue
      written += piece(choice, call)
      tools.delete(name)
    }
    return written
  }

  const encode = (one: ChatEvent): string => {
    switch (one.kind) {
      case 'start':
        if (one.id !== '') responseId = one.id
        tokens = one.tokens
        return ''
      case 'text':
        return flush(one.choice) + piece(one.choice, { kind: 'text', text: one.text })
      case 'citation':
        return event([{ citationMetadata: { citationSources: [sourceOf(one.citation)] }, index: one.choice }])
      case 'reasoning':
        return piece(one.choice, { kind: 'reasoning', text: one.text })
      case 'signature':
        return piece(one.choice, { kind: 'reasoning', text: '', signature: one.signature })
      case 'toolStart': {
        const { id, name, signature, choice } = one
        tools.set(`${choice} ${one.tool}`, { kind: 'toolCall', id, name, input: '', signature, choice })
        return ''
      }
      case 'toolInput': {
        const call = tools.get(`${one.choice} ${one.tool}`)
        if (!call) throw new Error('the input of a tool came after the call was over')
        call.input += one.input
        return ''
      }
      case 'stop':
        stops.set(one.choice, one.stop)
        return flush(one.choice)
      case 'usage':
        tokens = one.tokens
        return ''
      case 'end': {
        const ended = stops.size > 0 ? [...stops] : [[0, 'end'] as const]
        const candidates = ended.map(([index, stop]) => ({
          content: { role: 'model', parts: [{ text: '' }] },
          finishReason: finishReasonOf(stop),
          index,
        }))
        const rest = [...new Set([...tools.values()].map(({ choice }) => choice))].map(flush).join('')
        return rest + event(candidates, { usageMetadata: geminiUsage(tokens ?? noTokens) })
      }
      default:
        return ''
    }
  }
  return { write: (events) => events.map(encode).join('') }
}
