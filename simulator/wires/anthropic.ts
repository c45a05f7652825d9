/** Anthropic's Messages API. https://docs.claude.com/en/api/messages and …/build-with-claude/streaming */
import type { Choice } from '../chat-answer'
import type { BadRequest, ChatRequest } from '../chat-request'
import type { JsonObject } from '../json'
import { type MessagesRequest, messagesAnswer, messagesRequest } from './anthropic-schema'
import { chatRequest, faultOf, type SimulatedWire, type WireAnswer, type WireEvent, type WireUsage } from './wire'

export const anthropicWire: SimulatedWire = {
  keyOf: (headers) => String(headers['x-api-key'] ?? ''),
  route(path) {
    if (path === 'v1/messages') return { operation: 'chat', deployment: null, isStream: null }
    if (path === 'v1/messages/count_tokens') return { operation: 'countTokens', deployment: null, isStream: null }
    return path === 'v1/models' ? { operation: 'models', deployment: null, isStream: null } : null
  },
  error(status, message, kind) {
    const type =
      kind === 'key'
        ? 'authentication_error'
        : kind === 'model' || kind === 'path'
          ? 'not_found_error'
          : (types[status] ?? 'api_error')
    return { status, body: { type: 'error', error: { type, message }, request_id: 'req_simulated' } }
  },
  read,
  whole: (answer) => messagesAnswer.parse(messageOf(answer)) as JsonObject,
  events,
  streamType: 'text/event-stream; charset=utf-8',
  caches: 'marked',
  isMarked: (body) => JSON.stringify(body).includes('"cache_control":{'),
  isForAnHour: (body) => JSON.stringify(body).includes('"ttl":"1h"'),
  models: (names) => ({
    data: names.map((id) => ({ type: 'model', id, display_name: id, created_at: '2025-09-29T00:00:00Z' })),
    has_more: false,
    first_id: names[0] ?? null,
    last_id: names.at(-1) ?? null,
  }),
  tokenCount: (tokens) => ({ input_tokens: tokens }),
}

const types: Record<number, string> = {
  400: 'invalid_request_error',
  403: 'permission_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
}

function read(value: unknown): ChatRequest | BadRequest {
  const parsed = messagesRequest.safeParse(value)
  if (!parsed.success) return faultOf(parsed.error)
  const body = parsed.data
  const { thinking, tool_choice: choice, output_config: output } = body
  if (thinking?.type === 'enabled' && thinking.budget_tokens >= body.max_tokens)
    return { message: 'max_tokens must be greater than thinking.budget_tokens', param: 'thinking', code: null }
  const system = typeof body.system === 'string' ? body.system : (body.system ?? []).map(({ text }) => text).join('\n')
  const said = body.messages.map(({ role, content }) => ({ role, content: textOf(content), tool_calls: callsOf(content) }))
  return chatRequest({
    messages: [...(system === '' ? [] : [{ role: 'system', content: system }]), ...said],
    stream: body.stream === true,
    maxTokens: body.max_tokens,
    stop: body.stop_sequences ?? [],
    tools: (body.tools ?? []).map((tool) => ({ function: { name: tool.name, parameters: tool.input_schema } })),
    toolChoice:
      choice?.type === 'any' ? 'required' : choice?.type === 'tool' ? { function: { name: choice.name } } : choice?.type,
    isAlone: choice !== undefined && 'disable_parallel_tool_use' in choice && choice.disable_parallel_tool_use === true,
    responseFormat: output?.format ? { type: 'json_schema', json_schema: { schema: output.format.schema } } : null,
    images: body.messages.flatMap(({ content }) => imagesOf(content)),
    thinks: thinking !== undefined && thinking.type !== 'disabled',
    isAfterResult: isResult(body.messages.at(-1)?.content ?? ''),
  })
}

type Content = MessagesRequest['messages'][number]['content']

function textOf(content: Content): string {
  if (typeof content === 'string') return content
  return content
    .map((block) => {
      if (block.type === 'text') return block.text
      if (block.type !== 'tool_result') return ''
      return typeof block.content === 'string' ? block.content : JSON.stringify(block.content ?? '')
    })
    .join('\n')
}

function callsOf(content: Content): JsonObject[] {
  return typeof content === 'string' ? [] : content.filter((block) => block.type === 'tool_use')
}

function imagesOf(content: Content): { detail: string }[] {
  return typeof content === 'string' ? [] : content.filter((block) => block.type === 'image').map(() => ({ detail: 'low' }))
}

function isResult(content: Content): boolean {
  return typeof content !== 'string' && content.some((block) => block.type === 'tool_result')
}

function usageOf(usage: WireUsage): JsonObject {
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.isForAnHour ? 0 : usage.cacheWrite,
      ephemeral_1h_input_tokens: usage.isForAnHour ? usage.cacheWrite : 0,
    },
    cache_read_input_tokens: usage.cacheRead,
    output_tokens: usage.output,
    ...(usage.reasoning > 0 ? { output_tokens_details: { thinking_tokens: usage.reasoning } } : {}),
  }
}

function messageOf({ id, model, choices, usage }: WireAnswer): JsonObject {
  const [choice] = choices
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model,
    content: choice ? blocksOf(choice) : [],
    stop_reason: reasonOf(choice),
    stop_sequence: choice?.sequence ?? null,
    usage: usageOf(usage),
  }
}

function reasonOf(choice: Choice | undefined): string {
  if (choice?.sequence) return 'stop_sequence'
  return { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use', content_filter: 'refusal' }[choice?.finish ?? 'stop']
}

const SIGNATURE = 'EqQBCkYIBhgCKkDsimulated'

function blocksOf(choice: Choice): JsonObject[] {
  const blocks: JsonObject[] = []
  if (choice.thought !== '') blocks.push({ type: 'thinking', thinking: choice.thought, signature: SIGNATURE })
  const text = choice.pieces.map((piece) => piece.text).join('')
  if (!choice.tool) {
    // An answer that was cut before its first word has no block.
    if (text !== '') blocks.push({ type: 'text', text })
    return blocks
  }
  const tools = [{ ...choice.tool, text }, ...choice.more]
  // What was cut in the middle is no object; the real API then sends what it has so far.
  for (const tool of tools) blocks.push({ type: 'tool_use', id: `toolu_${tool.id}`, name: tool.name, input: objectOf(tool.text) })
  return blocks
}

function objectOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

function events(answer: WireAnswer): WireEvent[] {
  const [choice] = answer.choices
  const list: WireEvent[] = []
  const add = (type: string, fields: object, tokens = 0) => {
    list.push({ bytes: `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`, tokens })
  }
  const { content: _, ...message } = messageOf(answer)
  const started = { ...usageOf(answer.usage), output_tokens: 1, output_tokens_details: undefined }
  add('message_start', { message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage: started } })
  add('ping', {})
  let index = 0
  const block = (start: object, deltas: { delta: object; tokens: number }[]) => {
    add('content_block_start', { index, content_block: start })
    for (const { delta, tokens } of deltas) add('content_block_delta', { index, delta }, tokens)
    add('content_block_stop', { index })
    index++
  }
  if (choice && choice.thought !== '') {
    const deltas = choice.thought.split(/(?<= )/).map((thinking) => ({ delta: { type: 'thinking_delta', thinking }, tokens: 0 }))
    deltas.push({ delta: { type: 'signature_delta', signature: SIGNATURE } as never, tokens: 0 })
    block({ type: 'thinking', thinking: '', signature: '' }, deltas)
  }
  const pieces = choice?.pieces ?? []
  if (choice?.tool) {
    const input = (text: string, tokens: number) => ({ delta: { type: 'input_json_delta', partial_json: text }, tokens })
    const begin = (tool: { id: string; name: string }) => ({
      type: 'tool_use',
      id: `toolu_${tool.id}`,
      name: tool.name,
      input: {},
    })
    block(
      begin(choice.tool),
      pieces.map((piece) => input(piece.text, piece.tokens)),
    )
    for (const tool of choice.more) block(begin(tool), [input(tool.text, tool.tokens)])
  } else if (pieces.length > 0)
    block(
      { type: 'text', text: '' },
      pieces.map((piece) => ({ delta: { type: 'text_delta', text: piece.text }, tokens: piece.tokens })),
    )
  add('message_delta', {
    delta: { stop_reason: reasonOf(choice), stop_sequence: choice?.sequence ?? null },
    usage: usageOf(answer.usage),
  })
  add('message_stop', {})
  return list
}
