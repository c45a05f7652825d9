/** Cohere's chat, version 2, plain and streaming. https://docs.cohere.com/reference/chat */
import { z } from 'zod'
import type { BadRequest, ChatRequest } from '../chat-request'
import type { JsonObject } from '../json'
import { cohereEmbeddings } from './embeddings'
import { answerOpenaiParts } from './openai-parts'
import { chatRequest, faultOf, type SimulatedWire, type WireAnswer, type WireEvent, type WireUsage } from './wire'

const call = z.strictObject({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().min(1), arguments: z.string() }),
})
const part = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string() }),
  z.strictObject({ type: z.literal('image_url'), image_url: z.strictObject({ url: z.string(), detail: z.string().optional() }) }),
])
const content = z.union([z.string(), z.array(part).min(1)])
const tool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().min(1),
    description: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()).optional(),
    strict: z.boolean().optional(),
  }),
})

export const cohereRequest = z.strictObject({
  model: z.string(),
  messages: z
    .array(
      z.discriminatedUnion('role', [
        z.strictObject({ role: z.literal('system'), content }),
        z.strictObject({ role: z.literal('user'), content }),
        z.strictObject({ role: z.literal('assistant'), content: content.optional(), tool_calls: z.array(call).optional() }),
        z.strictObject({ role: z.literal('tool'), tool_call_id: z.string(), content }),
      ]),
    )
    .min(1),
  stream: z.boolean(),
  tools: z.array(tool).optional(),
  tool_choice: z.enum(['REQUIRED', 'NONE']).optional(),
  response_format: z
    .strictObject({ type: z.enum(['text', 'json_object']), json_schema: z.record(z.string(), z.unknown()).optional() })
    .optional(),
  max_tokens: z.int().min(0).optional(),
  stop_sequences: z.array(z.string()).max(5).optional(),
  temperature: z.number().min(0).max(1).optional(),
  seed: z.int().optional(),
  frequency_penalty: z.number().min(0).max(1).optional(),
  presence_penalty: z.number().min(0).max(1).optional(),
  k: z.number().min(0).max(500).optional(),
  p: z.number().min(0.01).max(0.99).optional(),
  thinking: z.strictObject({ type: z.enum(['enabled', 'disabled']), token_budget: z.int().min(1).optional() }).optional(),
})

export const cohereWire: SimulatedWire = {
  embeddings: cohereEmbeddings,
  keyOf: (headers) => /^Bearer (.+)$/i.exec(String(headers.authorization ?? ''))?.[1] ?? '',
  route(path) {
    if (path === 'v2/chat') return { operation: 'chat', deployment: null, isStream: null }
    if (path === 'v2/embed') return { operation: 'embeddings', deployment: null, isStream: null }
    return path === 'v1/models' ? { operation: 'models', deployment: null, isStream: null } : null
  },
  error: (status, message) => ({ status, body: { id: 'simulated', message } }),
  read,
  whole: wholeOf,
  events,
  streamType: 'text/event-stream',
  caches: 'itself',
  models: (names) => ({ models: names.map((name) => ({ name })) }),
}

function read(value: unknown): ChatRequest | BadRequest {
  const parsed = cohereRequest.safeParse(value)
  if (!parsed.success) return faultOf(parsed.error)
  const body = parsed.data
  const { messages, images } = answerOpenaiParts(body.messages as unknown as JsonObject[])
  const format = body.response_format
  return chatRequest({
    messages,
    images,
    stream: body.stream,
    maxTokens: body.max_tokens ?? null,
    stop: body.stop_sequences ?? [],
    tools: body.tools ?? [],
    toolChoice: body.tool_choice?.toLowerCase(),
    responseFormat: format?.json_schema ? { type: 'json_schema', json_schema: { schema: format.json_schema } } : (format ?? null),
    thinks: body.thinking?.type === 'enabled',
  })
}

function usageOf(usage: WireUsage): JsonObject {
  const input = usage.input + usage.cacheRead
  return {
    billed_units: { input_tokens: input, output_tokens: usage.output },
    // It adds words of its own that nobody pays for.
    tokens: { input_tokens: input + 71, output_tokens: usage.output },
    ...(usage.cacheRead > 0 ? { cached_tokens: usage.cacheRead } : {}),
  }
}

function finishOf({ choices: [choice] }: WireAnswer): string {
  if (choice?.sequence) return 'STOP_SEQUENCE'
  return { stop: 'COMPLETE', length: 'MAX_TOKENS', tool_calls: 'TOOL_CALL', content_filter: 'COMPLETE' }[choice?.finish ?? 'stop']
}

function callsOf({ choices: [choice] }: WireAnswer) {
  if (!choice?.tool) return []
  const text = choice.pieces.map((piece) => piece.text).join('')
  return [{ ...choice.tool, text }, ...choice.more].map(({ id, name, text: args }) => ({
    id,
    type: 'function',
    function: { name, arguments: args },
  }))
}

function wholeOf(answer: WireAnswer): JsonObject {
  const [choice] = answer.choices
  const calls = callsOf(answer)
  const text = (choice?.pieces ?? []).map((piece) => piece.text).join('')
  const thought = choice?.thought ? [{ type: 'thinking', thinking: choice.thought }] : []
  const message =
    calls.length > 0
      ? { role: 'assistant', tool_plan: 'I will ask.', tool_calls: calls }
      : { role: 'assistant', content: [...thought, { type: 'text', text }] }
  return { id: answer.id, finish_reason: finishOf(answer), message, usage: usageOf(answer.usage) }
}

function events(answer: WireAnswer): WireEvent[] {
  const [choice] = answer.choices
  const list: WireEvent[] = []
  const add = (type: string, fields: object, tokens = 0) =>
    list.push({ bytes: `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`, tokens })
  const message = (value: object) => ({ delta: { message: value } })
  add('message-start', {
    id: answer.id,
    ...message({ role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] }),
  })
  if (choice?.thought) {
    add('content-start', { index: 0, ...message({ content: { type: 'thinking', thinking: '' } }) })
    add('content-delta', { index: 0, ...message({ content: { thinking: choice.thought } }) })
    add('content-end', { index: 0 })
  }
  const calls = callsOf(answer)
  for (const [index, one] of calls.entries()) {
    add('tool-call-start', {
      index,
      ...message({ tool_calls: { ...one, function: { name: one.function.name, arguments: '' } } }),
    })
    add('tool-call-delta', { index, ...message({ tool_calls: { function: { arguments: one.function.arguments } } }) }, 1)
    add('tool-call-end', { index })
  }
  if (calls.length === 0) {
    add('content-start', { index: 1, ...message({ content: { type: 'text', text: '' } }) })
    for (const piece of choice?.pieces ?? [])
      add('content-delta', { index: 1, ...message({ content: { text: piece.text } }) }, piece.tokens)
    add('content-end', { index: 1 })
  }
  add('message-end', { id: answer.id, delta: { finish_reason: finishOf(answer), usage: usageOf(answer.usage) } })
  return list
}
