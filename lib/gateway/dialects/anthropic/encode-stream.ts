/** The events of a stream as those of the Messages API: one block after the other, each begun and ended. https://docs.claude.com/en/docs/build-with-claude/streaming */
import type { ChatEvent, StopReason } from '@/lib/gateway/chat/chat-answer'
import { isWholeInput } from '@/lib/gateway/chat/fields'
import type { AskedFor, StreamEncoder } from '@/lib/gateway/chat/wire'
import { anthropicUsage, messageId, stopReasonOf } from '@/lib/gateway/dialects/anthropic/encode-answer'
import type { JsonObject } from '@/lib/gateway/json'
import { noTokens, type TokenCounts } from '@/lib/policy/pricing/tokens'

const said: ReadonlySet<string> = new Set(['text', 'citation', 'reasoning', 'signature', 'redacted'])
const releasing: ReadonlySet<string> = new Set(['toolStart', 'stop', 'end'])

type Open = { index: number; kind: 'text' | 'thinking' | 'tool'; tool: number }

export function createAnthropicEncoder(asked: AskedFor): StreamEncoder {
  let isBegun = false
  let open: Open | null = null
  let next = 0
  /** Of the open call of a tool, as far as it has come. */
  let input = ''
  /** What was said in the middle of a call: told behind it, for a block cannot go on once another has begun. */
  const held: ChatEvent[] = []
  let tokens: TokenCounts = noTokens
  let stop: { reason: StopReason; sequence: string | null } = { reason: 'end', sequence: null }

  const event = (type: string, fields: JsonObject) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`
  const begin = (id: string): string => {
    if (isBegun) return ''
    isBegun = true
    const message = {
      id: messageId(id, asked),
      type: 'message',
      role: 'assistant',
      model: asked.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...anthropicUsage(tokens), output_tokens: 0 },
    }
    return event('message_start', { message })
  }
  const close = (): string => {
    if (open === null) return ''
    const { index } = open
    open = null
    return event('content_block_stop', { index })
  }
  const openBlock = (kind: Open['kind'], tool: number, block: JsonObject): string => {
    const ended = close()
    open = { index: next++, kind, tool }
    return ended + event('content_block_start', { index: open.index, content_block: block })
  }
  const ensure = (kind: 'text' | 'thinking'): string => {
    if (open?.kind === kind) return ''
    const block = kind === 'text' ? { type: 'text', text: '' } : { type: 'thinking', thinking: '', signature: '' }
    return openBlock(kind, -1, block)
  }
  const delta = (fields: JsonObject) => event('content_block_delta', { index: open?.index ?? 0, delta: fields })

  const encode = (one: ChatEvent): string => {
    if (said.has(one.kind) && (held.length > 0 || (open?.kind === 'tool' && !isWholeInput(input)))) {
      held.push(one)
      return ''
    }
    const before = releasing.has(one.kind) ? held.splice(0).map(encodeNow).join('') : ''
    return before + encodeNow(one)
  }
  const encodeNow = (one: ChatEvent): string => {
    switch (one.kind) {
      case 'start':
        tokens = one.tokens ?? tokens
        return begin(one.id)
      case 'text':
        return ensure('text') + delta({ type: 'text_delta', text: one.text })
      case 'citation':
        return ensure('text') + delta({ type: 'citations_delta', citation: one.citation })
      case 'reasoning':
        return ensure('thinking') + delta({ type: 'thinking_delta', thinking: one.text })
      case 'signature':
        return ensure('thinking') + delta({ type: 'signature_delta', signature: one.signature }) + close()
      case 'redacted':
        return openBlock('text', -1, { type: 'redacted_thinking', data: one.data }) + close()
      case 'toolStart':
        input = ''
        return openBlock('tool', one.tool, { type: 'tool_use', id: one.id, name: one.name, input: {} })
      case 'toolInput':
        // Blocks come one after the other here: who mixes two tools cannot be followed, and must not be misquoted.
        if (open?.kind !== 'tool' || open.tool !== one.tool) throw new Error('the input of a tool came after the next one began')
        input += one.input
        return delta({ type: 'input_json_delta', partial_json: one.input })
      case 'stop':
        stop = { reason: one.stop, sequence: one.sequence }
        return ''
      case 'usage':
        tokens = one.tokens
        return ''
      case 'end': {
        const ended = begin('') + close()
        const changed = {
          delta: { stop_reason: stopReasonOf(stop.reason), stop_sequence: stop.sequence },
          usage: anthropicUsage(tokens),
        }
        return ended + event('message_delta', changed) + event('message_stop', {})
      }
      case 'error':
        return ''
    }
  }
  return {
    write: (events) =>
      events.map((one) => (one.kind !== 'start' && one.kind !== 'error' ? begin('') : '') + encode(one)).join(''),
  }
}
