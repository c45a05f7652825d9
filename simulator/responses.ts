/** The Responses API: the chat models' answers in its own wire, and turns that go on from a response this resource has made. */
import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { badRequest } from './errors'
import { isObject, type JsonObject, listOf } from './json'
import type { SimulatedMode } from './modes'
import type { ModelFacts, SimulatedResource } from './resources'
import { type Pace, sendError, sendEvents, sendWhole } from './send'
import type { TallySubject, Usage } from './tally'
import type { World } from './world'

export type ResponsesCall = {
  resource: SimulatedResource
  model: ModelFacts & { kind: 'chat' }
  subject: TallySubject
  body: Buffer
  mode: SimulatedMode
  pace: Pace
}

/** A response can be gone on from as long as not this many more were made. */
const KEPT = 1_000

export async function answerResponses(world: World, call: ResponsesCall, response: ServerResponse): Promise<void> {
  const { resource, model, subject } = call
  const request = JSON.parse(call.body.toString()) as JsonObject
  const earlier = earlierTurns(world, resource, request.previous_response_id)
  if (earlier === null) {
    world.tally.refuse(subject)
    const message = `Previous response with id '${request.previous_response_id}' not found.`
    return sendError(
      response,
      resource,
      badRequest({ message, param: 'previous_response_id', code: 'previous_response_not_found' }),
    )
  }
  const messages = [...earlier, ...messagesOf(request)]
  const chat = {
    model: request.model,
    messages,
    max_tokens: request.max_output_tokens ?? undefined,
    tools: listOf(request.tools).map(({ name, parameters }) => ({ type: 'function', function: { name, parameters } })),
    tool_choice: request.tool_choice ?? undefined,
    parallel_tool_calls: request.parallel_tool_calls,
    response_format: formatOf(request.text),
  }
  const prepared = world.chats.prepare({ resource, model }, Buffer.from(JSON.stringify(chat)))
  if ('status' in prepared) {
    world.tally.refuse(subject)
    return sendError(response, resource, prepared)
  }
  const { choices } = JSON.parse(prepared.body()) as { choices: { message: ChatMessage; finish_reason: string }[] }
  const message = choices[0]?.message ?? { content: '' }
  const made = makeResponse(model, request, message, choices[0]?.finish_reason === 'length', prepared.usage)
  keep(world, resource, made.id, [...messages, { role: 'assistant', ...message }])
  const isWhole = request.stream
    ? await sendEvents(response, resource, eventsOf(made), call.mode, call.pace)
    : await sendWhole(response, resource, JSON.stringify(made), call.mode)
  world.tally.serve(subject, prepared.usage, isWhole ? 'served' : 'cut')
}

function earlierTurns({ responses }: World, { name }: SimulatedResource, id: unknown): JsonObject[] | null {
  if (id === undefined || id === null) return []
  return responses.get(`${name} ${id}`) ?? null
}

function keep({ responses }: World, { name }: SimulatedResource, id: string, messages: JsonObject[]): void {
  responses.set(`${name} ${id}`, messages)
  const [oldest] = responses.keys()
  if (responses.size > KEPT && oldest !== undefined) responses.delete(oldest)
}

function messagesOf({ instructions, input }: JsonObject): JsonObject[] {
  const items =
    typeof input === 'string' ? [{ role: 'user', content: input }] : Array.isArray(input) ? input.filter(isObject) : []
  const messages = items.flatMap(messageOf)
  return typeof instructions === 'string' ? [{ role: 'system', content: instructions }, ...messages] : messages
}

type ChatMessage = { content: string | null; tool_calls?: { id: string; function: { name: string; arguments: string } }[] }

function messageOf(item: JsonObject): JsonObject[] {
  if (item.type === 'function_call') {
    const call = { id: item.call_id, type: 'function', function: { name: item.name, arguments: item.arguments } }
    return [{ role: 'assistant', content: null, tool_calls: [call] }]
  }
  if (item.type === 'function_call_output') return [{ role: 'tool', tool_call_id: item.call_id, content: String(item.output) }]
  if (typeof item.role !== 'string') return []
  const { role, content } = item
  if (!Array.isArray(content)) return [{ role, content: String(content ?? '') }]
  const parts = listOf(content).map((part) =>
    part.type === 'input_image'
      ? { type: 'image_url', image_url: { url: part.image_url, detail: part.detail } }
      : { type: 'text', text: typeof part.text === 'string' ? part.text : '' },
  )
  return [
    {
      role,
      content: parts.some(({ type }) => type === 'image_url')
        ? parts
        : parts.map((part) => ('text' in part ? part.text : '')).join(''),
    },
  ]
}

function formatOf(text: unknown): JsonObject | undefined {
  const format = isObject(text) && isObject(text.format) ? text.format : null
  if (format === null || format.type === 'text') return undefined
  const { name, schema } = format
  return format.type === 'json_schema' ? { type: 'json_schema', json_schema: { name, schema } } : { type: format.type }
}

type Made = JsonObject & { id: string; output: JsonObject[] }

function makeResponse(model: ModelFacts, request: JsonObject, message: ChatMessage, isCut: boolean, usage: Usage): Made {
  const text = { type: 'output_text', text: message.content ?? '', annotations: [] }
  const said = { id: newId('msg'), type: 'message', status: 'completed', role: 'assistant', content: [text] }
  const calls = (message.tool_calls ?? []).map(({ id: call_id, function: called }) => {
    return {
      id: newId('fc'),
      type: 'function_call',
      status: 'completed',
      call_id,
      name: called.name,
      arguments: called.arguments,
    }
  })
  return {
    id: newId('resp'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: isCut ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    instructions: request.instructions ?? null,
    model: model.version,
    output: calls.length > 0 ? calls : [said],
    parallel_tool_calls: true,
    previous_response_id: request.previous_response_id ?? null,
    tools: [],
    usage: {
      input_tokens: usage.promptTokens,
      input_tokens_details: { cached_tokens: usage.cachedTokens },
      output_tokens: usage.completionTokens,
      output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
      total_tokens: usage.promptTokens + usage.completionTokens,
    },
  }
}

function eventsOf(made: Made): JsonObject[] {
  const begun = { ...made, status: 'in_progress', output: [], usage: null }
  const events: JsonObject[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...made.output.flatMap((item, index) => (item.type === 'message' ? messageEvents(item, index) : callEvents(item, index))),
    { type: `response.${made.status}`, response: made },
  ]
  return events.map((event, i) => ({ ...event, sequence_number: i }))
}

function messageEvents(item: JsonObject, output_index: number): JsonObject[] {
  const [part = {}] = listOf(item.content)
  const text = String(part.text)
  const place = { item_id: item.id, output_index, content_index: 0 }
  const words = text.match(/\s*\S+/g) ?? []
  return [
    { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    ...words.map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
    { type: 'response.output_text.done', ...place, text },
    { type: 'response.content_part.done', ...place, part },
    { type: 'response.output_item.done', output_index, item },
  ]
}

function callEvents(item: JsonObject, output_index: number): JsonObject[] {
  const place = { item_id: item.id, output_index }
  return [
    { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', arguments: '' } },
    { type: 'response.function_call_arguments.delta', ...place, delta: item.arguments },
    { type: 'response.function_call_arguments.done', ...place, arguments: item.arguments },
    { type: 'response.output_item.done', output_index, item },
  ]
}

function newId(kind: string): string {
  return `${kind}_${randomBytes(24).toString('hex')}`
}
