/** The events of a stream as those of the Responses API: items begun and ended one after the other. https://platform.openai.com/docs/api-reference/responses-streaming */
import type { ChatEvent, StopReason } from '@/lib/gateway/chat/chat-answer'
import type { AskedFor, StreamEncoder } from '@/lib/gateway/chat/wire'
import {
  callItem,
  endingOf,
  flatAnnotation,
  itemId,
  reasoningItem,
  responseHead,
  responsesUsage,
} from '@/lib/gateway/dialects/openai-responses/encode-answer'
import type { JsonObject } from '@/lib/gateway/json'
import { noTokens, type TokenCounts } from '@/lib/policy/pricing/tokens'

type Open =
  | { kind: 'text'; id: string; text: string; annotations: JsonObject[] }
  | { kind: 'reasoning'; id: string; text: string; signature?: string; redacted?: string }
  | { kind: 'tool'; id: string; tool: number; callId: string; name: string; input: string }

export function createResponsesEncoder(asked: AskedFor): StreamEncoder {
  const output: JsonObject[] = []
  let sequence = 0
  let isBegun = false
  let open: Open | null = null
  let stop: StopReason = 'end'
  let tokens: TokenCounts = noTokens

  const event = (type: string, fields: JsonObject) =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...fields })}\n\n`
  const at = () => ({ output_index: output.length, item_id: open?.id ?? '' })
  const begin = (): string => {
    if (isBegun) return ''
    isBegun = true
    const response = responseHead(asked)
    return event('response.created', { response }) + event('response.in_progress', { response })
  }
  const add = (item: JsonObject) => event('response.output_item.added', { output_index: output.length, item })
  const done = (item: JsonObject): string => {
    const written = event('response.output_item.done', { output_index: output.length, item })
    output.push(item)
    open = null
    return written
  }

  const close = (): string => {
    if (open === null) return ''
    if (open.kind === 'text') {
      const part = { type: 'output_text', text: open.text, annotations: open.annotations, logprobs: [] }
      const written =
        event('response.output_text.done', { ...at(), content_index: 0, text: open.text, logprobs: [] }) +
        event('response.content_part.done', { ...at(), content_index: 0, part })
      return written + done({ type: 'message', id: open.id, status: 'completed', role: 'assistant', content: [part] })
    }
    if (open.kind === 'tool') {
      const { id, callId, name, input } = open
      const written = event('response.function_call_arguments.done', { ...at(), name, arguments: input })
      return written + done(callItem(id, { id: callId, name, input }))
    }
    const part = { type: 'summary_text', text: open.text }
    const written =
      open.text === ''
        ? ''
        : event('response.reasoning_summary_text.done', { ...at(), summary_index: 0, text: open.text }) +
          event('response.reasoning_summary_part.done', { ...at(), summary_index: 0, part })
    return written + done(reasoningItem(open.id, open))
  }
  const idOf = (kind: string) => itemId(kind, asked.callId, output.length)

  const openText = (): { written: string; text: Extract<Open, { kind: 'text' }> } => {
    if (open?.kind === 'text') return { written: '', text: open }
    const ended = close()
    const text: Open = { kind: 'text', id: idOf('msg'), text: '', annotations: [] }
    open = text
    const part = { type: 'output_text', text: '', annotations: [], logprobs: [] }
    const item = { type: 'message', id: text.id, status: 'in_progress', role: 'assistant', content: [] }
    return { written: ended + add(item) + event('response.content_part.added', { ...at(), content_index: 0, part }), text }
  }
  const openThought = (): { written: string; thought: Extract<Open, { kind: 'reasoning' }> } => {
    if (open?.kind === 'reasoning') return { written: '', thought: open }
    const ended = close()
    const thought: Open = { kind: 'reasoning', id: idOf('rs'), text: '' }
    open = thought
    return { written: ended + add({ type: 'reasoning', id: thought.id, summary: [] }), thought }
  }

  const encode = (one: ChatEvent): string => {
    switch (one.kind) {
      case 'text': {
        const { written, text } = openText()
        text.text += one.text
        return written + event('response.output_text.delta', { ...at(), content_index: 0, delta: one.text, logprobs: [] })
      }
      case 'citation': {
        const { written, text } = openText()
        const annotation = flatAnnotation(one.citation)
        const annotation_index = text.annotations.push(annotation) - 1
        return (
          written + event('response.output_text.annotation.added', { ...at(), content_index: 0, annotation_index, annotation })
        )
      }
      case 'reasoning': {
        const { written, thought } = openThought()
        const part = { type: 'summary_text', text: '' }
        const started =
          thought.text === '' ? event('response.reasoning_summary_part.added', { ...at(), summary_index: 0, part }) : ''
        thought.text += one.text
        return written + started + event('response.reasoning_summary_text.delta', { ...at(), summary_index: 0, delta: one.text })
      }
      case 'signature': {
        const { written, thought } = openThought()
        thought.signature = one.signature
        return written + close()
      }
      case 'redacted': {
        const { written, thought } = openThought()
        thought.redacted = one.data
        return written + close()
      }
      case 'toolStart': {
        const ended = close()
        open = { kind: 'tool', id: idOf('fc'), tool: one.tool, callId: one.id, name: one.name, input: '' }
        return ended + add({ ...callItem(open.id, { id: one.id, name: one.name, input: '' }), status: 'in_progress' })
      }
      case 'toolInput': {
        if (open?.kind !== 'tool' || open.tool !== one.tool) throw new Error('the input of a tool came after the next one began')
        open.input += one.input
        return event('response.function_call_arguments.delta', { ...at(), delta: one.input })
      }
      case 'stop':
        stop = one.stop
        return ''
      case 'usage':
        tokens = one.tokens
        return ''
      case 'end': {
        const closed = close()
        const ending = endingOf(stop)
        const response = { ...responseHead(asked), ...ending, output, usage: responsesUsage(tokens) }
        return closed + event(`response.${ending.status === 'incomplete' ? 'incomplete' : 'completed'}`, { response })
      }
      default:
        return ''
    }
  }
  return { write: (events) => events.map((one) => (one.kind === 'error' ? '' : begin() + encode(one))).join('') }
}
