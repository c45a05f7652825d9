/** The events of a stream as pieces of a GenerateContentResponse. Calls of tools are written whole there. */
import type { ChatEvent, StopReason } from '@/lib/gateway/chat/chat-answer'
import type { Part, PartOf } from '@/lib/gateway/chat/chat-call'
import { isWholeInput } from '@/lib/gateway/chat/fields'
import type { AskedFor, StreamEncoder } from '@/lib/gateway/chat/wire'
import { finishReasonOf, geminiUsage, partOf, sourceOf } from '@/lib/gateway/dialects/gemini/encode-answer'
import type { JsonObject } from '@/lib/gateway/json'
import { noTokens, type TokenCounts } from '@/lib/policy/pricing/tokens'

type Pending = {
  call: PartOf<'toolCall'>
  choice: number
  /** Something was said in the middle of it: it is written when its choice is over. */
  isMixed: boolean
}

export function createGeminiEncoder(asked: AskedFor): StreamEncoder {
  let responseId = asked.callId
  let tokens: TokenCounts | null = null
  const tools = new Map<string, Pending>()
  const stops = new Map<number, StopReason>()

  const event = (candidates: JsonObject[], more: JsonObject = {}) =>
    `data: ${JSON.stringify({ candidates, modelVersion: asked.model, responseId, ...more })}\n\n`
  const piece = (choice: number, part: Part) => event([{ content: { role: 'model', parts: partOf(part) }, index: choice }])
  /** Writes the calls of a choice that are complete; at its end all of them are. */
  const flush = (choice: number, isEnd: boolean): string => {
    let written = ''
    for (const [name, pending] of tools) {
      if (pending.choice !== choice) continue
      if (!isEnd && !isWhole(pending)) break
      written += piece(choice, pending.call)
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
        return flush(one.choice, false) + piece(one.choice, { kind: 'text', text: one.text })
      case 'citation':
        return event([{ citationMetadata: { citationSources: [sourceOf(one.citation)] }, index: one.choice }])
      case 'reasoning':
        return piece(one.choice, { kind: 'reasoning', text: one.text })
      case 'signature':
        return piece(one.choice, { kind: 'reasoning', text: '', signature: one.signature })
      case 'toolStart': {
        const { id, name, signature, choice } = one
        tools.set(`${choice} ${one.tool}`, { call: { kind: 'toolCall', id, name, input: '', signature }, choice, isMixed: false })
        return ''
      }
      case 'toolInput': {
        const pending = tools.get(`${one.choice} ${one.tool}`)
        if (pending) pending.call.input += one.input
        else if (one.input.trim() !== '') throw new Error('the input of a tool came after the call was over')
        return ''
      }
      case 'stop':
        stops.set(one.choice, one.stop)
        return flush(one.choice, true)
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
        const rest = [...new Set([...tools.values()].map(({ choice }) => choice))].map((choice) => flush(choice, true)).join('')
        return rest + event(candidates, { usageMetadata: geminiUsage(tokens ?? noTokens) })
      }
      default:
        return ''
    }
  }
  return { write: (events) => events.map(encode).join('') }
}

function isWhole(pending: Pending): boolean {
  if (!pending.isMixed && isWholeInput(pending.call.input)) return true
  pending.isMixed = true
  return false
}
