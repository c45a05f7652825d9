/** Servers that speak OpenAI's chat with differences of their own: each accepts the fields its reference names and no other. */
import { z } from 'zod'
import type { BadRequest, ChatRequest } from '../chat-request'
import { streamEvents, wholeAnswer } from '../chat-wire'
import type { JsonObject } from '../json'
import { answerOpenaiParts } from './openai-parts'
import { chatRequest, faultOf, type SimulatedWire, type WireAnswer, type WireEvent } from './wire'

const text = z.string()
const part = z.looseObject({ type: z.enum(['text', 'image_url', 'input_audio', 'file', 'document_url', 'video_url']) })
const fields = {
  model: text.min(1),
  messages: z
    .array(
      z.looseObject({
        role: z.enum(['system', 'user', 'assistant', 'tool', 'developer']),
        content: z.union([text, z.array(part), z.null()]).optional(),
      }),
    )
    .min(1),
  temperature: z.number().min(0).max(2),
  top_p: z.number().min(0).max(1),
  top_k: z.number(),
  max_tokens: z.int().min(1),
  max_completion_tokens: z.int().min(1),
  stream: z.boolean(),
  stream_options: z.strictObject({ include_usage: z.boolean() }),
  stop: z.union([text, z.array(text)]),
  seed: z.int(),
  random_seed: z.int(),
  n: z.int().min(1),
  presence_penalty: z.number(),
  frequency_penalty: z.number(),
  logit_bias: z.record(text, z.number()),
  logprobs: z.unknown(),
  top_logprobs: z.int(),
  user: text,
  metadata: z.record(text, z.unknown()),
  service_tier: text,
  reasoning_effort: text,
  parallel_tool_calls: z.boolean(),
  tools: z.array(z.strictObject({ type: z.literal('function'), function: z.looseObject({ name: text.min(1) }) })),
  tool_choice: z.union([
    z.enum(['auto', 'none', 'required', 'any']),
    z.strictObject({ type: z.literal('function'), function: z.strictObject({ name: text }) }),
  ]),
  response_format: z.looseObject({ type: z.enum(['text', 'json_object', 'json_schema']) }),
} as const

type Field = keyof typeof fields

const common: readonly Field[] = [
  'model',
  'messages',
  'temperature',
  'top_p',
  'stream',
  'stop',
  'presence_penalty',
  'frequency_penalty',
  'tools',
  'response_format',
]

/** What each accepts besides. */
const accepted: Record<string, readonly Field[]> = {
  mistral: ['max_tokens', 'random_seed', 'n', 'tool_choice', 'parallel_tool_calls', 'reasoning_effort'],
  'azure-ai': ['max_tokens', 'seed', 'tool_choice', 'stream_options', 'reasoning_effort'],
  groq: [
    'max_completion_tokens',
    'seed',
    'user',
    'tool_choice',
    'parallel_tool_calls',
    'stream_options',
    'reasoning_effort',
    'service_tier',
  ],
  together: [
    'max_tokens',
    'seed',
    'n',
    'top_k',
    'logit_bias',
    'logprobs',
    'tool_choice',
    'parallel_tool_calls',
    'stream_options',
    'reasoning_effort',
  ],
  openrouter: [
    'max_tokens',
    'seed',
    'top_k',
    'logit_bias',
    'logprobs',
    'top_logprobs',
    'user',
    'metadata',
    'tool_choice',
    'parallel_tool_calls',
    'stream_options',
    'reasoning_effort',
  ],
  vllm: [
    'max_tokens',
    'seed',
    'n',
    'top_k',
    'logit_bias',
    'logprobs',
    'top_logprobs',
    'user',
    'tool_choice',
    'parallel_tool_calls',
    'stream_options',
    'reasoning_effort',
  ],
  ollama: ['max_tokens', 'seed', 'stream_options', 'reasoning_effort'],
}

export const compatibleWires: Readonly<Record<string, SimulatedWire>> = Object.fromEntries(
  Object.entries(accepted).map(([kind, own]) => [kind, wireOf(kind, [...common, ...own])]),
)

function wireOf(kind: string, names: readonly Field[]): SimulatedWire {
  const optional = names.map((name) => [name, name === 'model' || name === 'messages' ? fields[name] : fields[name].optional()])
  const schema = z.strictObject(Object.fromEntries(optional) as Record<string, z.ZodType>)
  return {
    keyOf: (headers) =>
      kind === 'azure-ai'
        ? String(headers['api-key'] ?? '')
        : (/^Bearer (.+)$/i.exec(String(headers.authorization ?? ''))?.[1] ?? ''),
    route(path, url) {
      if (kind === 'azure-ai' && !url.searchParams.get('api-version')) return null
      if (path.endsWith('chat/completions')) return { operation: 'chat', deployment: null, isStream: null }
      return path.endsWith('models') ? { operation: 'models', deployment: null, isStream: null } : null
    },
    error: (status, message, of) => errorOf(kind, status, message, of),
    read: (value) => read(kind, schema, value),
    whole: (answer) => withThought(wholeAnswer(headOf(answer), answer.choices, tallied(answer)) as JsonObject, answer, kind),
    events: (answer) => events(kind, answer),
    streamType: 'text/event-stream; charset=utf-8',
    caches: 'itself',
    models: (ids) => ({ object: 'list', data: ids.map((id) => ({ id, object: 'model', created: 0, owned_by: kind })) }),
  }
}

function errorOf(kind: string, status: number, message: string, of: string) {
  // Mistral's errors stand alone; the others copy OpenAI's.
  if (kind === 'mistral')
    return {
      status: of === 'request' ? 422 : status,
      body: { object: 'error', message, type: 'invalid_request_error', param: null, code: null },
    }
  const code = of === 'length' ? 'context_length_exceeded' : of === 'filter' ? 'content_filter' : null
  return { status, body: { error: { message, type: 'invalid_request_error', param: null, code } } }
}

function read(kind: string, schema: z.ZodType, value: unknown): ChatRequest | BadRequest {
  const parsed = schema.safeParse(value)
  if (!parsed.success) return faultOf(parsed.error)
  const body = parsed.data as JsonObject
  const { messages, images } = answerOpenaiParts(body.messages as JsonObject[])
  const choice = body.tool_choice === 'any' ? 'required' : body.tool_choice
  if (kind === 'mistral' && body.tool_choice === 'required')
    return { message: "tool_choice: 'required' is not 'any'", param: 'tool_choice', code: null }
  return chatRequest({
    messages,
    images,
    stream: body.stream === true,
    n: typeof body.n === 'number' ? body.n : 1,
    maxTokens: (body.max_tokens ?? body.max_completion_tokens ?? null) as number | null,
    stop: typeof body.stop === 'string' ? [body.stop] : ((body.stop as string[] | undefined) ?? []),
    tools: (body.tools as JsonObject[] | undefined) ?? [],
    toolChoice: choice,
    isAlone: body.parallel_tool_calls === false,
    responseFormat: (body.response_format as JsonObject | undefined) ?? null,
    thinks: typeof body.reasoning_effort === 'string' && body.reasoning_effort !== 'none',
    includeUsage: true,
  })
}

function headOf({ id, model }: WireAnswer) {
  return { id, created: 1_760_000_000, model, fingerprint: 'fp_simulated', isAzure: false }
}

function tallied({ usage }: WireAnswer) {
  const { input, cacheRead, output, reasoning } = usage
  return { promptTokens: input + cacheRead, cachedTokens: cacheRead, completionTokens: output, reasoningTokens: reasoning }
}

/** Thoughts have no field in OpenAI's chat: each has found its own. */
function withThought(body: JsonObject, { choices }: WireAnswer, kind: string): JsonObject {
  for (const [i, one] of (body.choices as { message: JsonObject }[]).entries()) {
    const thought = choices[i]?.thought ?? ''
    if (thought === '') continue
    if (kind === 'mistral')
      one.message.content = [
        { type: 'thinking', thinking: [{ type: 'text', text: thought }] },
        { type: 'text', text: one.message.content },
      ]
    else one.message[thoughtField(kind)] = thought
  }
  return body
}

function thoughtField(kind: string): string {
  return kind === 'groq' || kind === 'openrouter' || kind === 'ollama' ? 'reasoning' : 'reasoning_content'
}

function events(kind: string, answer: WireAnswer): WireEvent[] {
  const all = streamEvents(headOf(answer), answer.choices, tallied(answer), true)
  const list = all.map(({ data, tokens }): WireEvent => ({ bytes: `data: ${data}\n\n`, tokens }))
  const thoughts = answer.choices.flatMap((choice, index) =>
    choice.thought === '' ? [] : [thoughtChunk(kind, answer, index, choice.thought)],
  )
  // OpenRouter says that it is still alive.
  const alive: WireEvent[] = kind === 'openrouter' ? [{ bytes: ': OPENROUTER PROCESSING\n\n', tokens: 0 }] : []
  return [...alive, ...thoughts, ...list, { bytes: 'data: [DONE]\n\n', tokens: 0 }]
}

function thoughtChunk(kind: string, answer: WireAnswer, index: number, thought: string): WireEvent {
  const delta =
    kind === 'mistral'
      ? { content: [{ type: 'thinking', thinking: [{ type: 'text', text: thought }] }] }
      : { [thoughtField(kind)]: thought }
  const chunk = {
    id: answer.id,
    object: 'chat.completion.chunk',
    created: 0,
    model: answer.model,
    choices: [{ index, delta: { role: 'assistant', ...delta }, finish_reason: null }],
  }
  return { bytes: `data: ${JSON.stringify(chunk)}\n\n`, tokens: 0 }
}
