/** The Responses API: the chat models' answers in its own wire, and turns that go on from a response this resource has made. */
import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { badRequest } from './errors'
import { isObject, type JsonObject } from './json'
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
  const chat = { model: request.model, messages, max_tokens: request.max_output_tokens ?? undefined }
  const prepared = world.chats.prepare({ resource, model }, Buffer.from(JSON.stringify(chat)))
  if ('status' in prepared) {
    world.tally.refuse(subject)
    return sendError(response, resource, prepared)
  }
  const { choices } = JSON.parse(prepared.body()) as { choices: { message: { content: string }; finish_reason: string }[] }
  const text = choices[0]?.message.content ?? ''
  const made = makeResponse(model, request, text, choices[0]?.finish_reason === 'length', prepared.usage)
  keep(world, resource, made.id, [...messages, { role: 'assistant', content: text }])
  const isWhole = request.stream
    ? await sendEvents(response, resource, eventsOf(made, text), call.mode, call.pace)
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
  const messages = items
    .filter((item) => typeof item.role === 'string')
    .map(({ role, content }) => ({ role, content: textIn(content) }))
  return typeof instructions === 'string' ? [{ role: 'system', content: instructions }, ...messages] : messages
}

function textIn(content: unknown): string {
  if (!Array.isArray(content)) return String(content ?? '')
  return content.map((part) => (isObject(part) && typeof part.text === 'string' ? part.text : '')).join('')
}

type Made = JsonObject & { id: string; output: JsonObject[] }

function makeResponse(model: ModelFacts, request: JsonObject, text: string, isCut: boolean, usage: Usage): Made {
  const item = { id: newId('msg'), type: 'message', status: 'completed', role: 'assistant' }
  return {
    id: newId('resp'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: isCut ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    instructions: request.instructions ?? null,
    model: model.version,
    output: [{ ...item, content: [{ type: 'output_text', text, annotations: [] }] }],
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

function eventsOf(made: Made, text: string): JsonObject[] {
  const begun = { ...made, status: 'in_progress', output: [], usage: null }
  const [item] = made.output
  const place = { item_id: item?.id, output_index: 0, content_index: 0 }
  const part = { type: 'output_text', text, annotations: [] }
  const words = text.match(/\s*\S+/g) ?? []
  const events: JsonObject[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    { type: 'response.output_item.added', output_index: 0, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    ...words.map((delta) => ({ type: 'response.output_text.delta', ...place, delta })),
    { type: 'response.output_text.done', ...place, text },
    { type: 'response.content_part.done', ...place, part },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: `response.${made.status}`, response: made },
  ]
  return events.map((event, i) => ({ ...event, sequence_number: i }))
}

function newId(kind: string): string {
  return `${kind}_${randomBytes(24).toString('hex')}`
}
