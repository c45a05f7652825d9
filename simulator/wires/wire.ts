/** A provider's wire that is not OpenAI's: its paths, what it accepts (by a schema of its API), and how its answers are written. */
import type { Choice } from '../chat-answer'
import type { BadRequest, ChatRequest } from '../chat-request'
import type { WireError } from '../errors'
import type { JsonObject } from '../json'

export type WireRoute = {
  operation: 'chat' | 'models' | 'countTokens' | 'embeddings'
  deployment: string | null
  isStream: boolean | null
}

export type WireUsage = {
  input: number
  cacheRead: number
  cacheWrite: number
  /** Is what was written kept for an hour? */
  isForAnHour?: boolean
  output: number
  reasoning: number
}

export type WireAnswer = {
  id: string
  model: string
  choices: readonly Choice[]
  usage: WireUsage
  request: ChatRequest
  body: JsonObject
}

/** One event of a stream as it goes over the line, and the answer tokens it carries. */
export type WireEvent = { bytes: string | Buffer; tokens: number }

export type SimulatedWire = {
  keyOf(headers: Record<string, string | string[] | undefined>, url: URL, body: Buffer): string
  /** `path` is what follows the resource's name. */
  route(path: string, url: URL): WireRoute | null
  error(status: number, message: string, kind: 'key' | 'model' | 'path' | 'request' | 'filter' | 'length' | 'status'): WireError
  read(body: unknown, route: WireRoute): ChatRequest | BadRequest
  whole(answer: WireAnswer): JsonObject
  events(answer: WireAnswer): WireEvent[]
  streamType: string
  /** Is a part of the prompt kept for the next call only where the caller says so? */
  caches: 'marked' | 'itself' | 'never'
  isMarked?(body: JsonObject): boolean
  /** Does it ask for its prompt to be kept for an hour? */
  isForAnHour?(body: JsonObject): boolean
  models(names: readonly string[]): JsonObject
  tokenCount?(tokens: number): JsonObject
  embeddings?(body: unknown, route: WireRoute): JsonObject | BadRequest
}

/** A body against the schema of the provider's API: the first thing that is wrong with it, by its path. */
export function faultOf(error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): BadRequest {
  const [issue] = error.issues
  const param = issue?.path.map(String).join('.') ?? ''
  return { message: `${param}: ${issue?.message ?? 'invalid'}`, param, code: null }
}

/** A request in the terms the simulated model understands. */
export function chatRequest(fields: Pick<ChatRequest, 'messages'> & Partial<ChatRequest>): ChatRequest {
  const { messages } = fields
  const words = messages.map((message) => String(message.content ?? ''))
  const asked = messages.findLast((message) => message.role === 'user')
  return {
    stream: false,
    includeUsage: true,
    n: 1,
    maxTokens: null,
    stop: [],
    tools: [],
    toolChoice: undefined,
    responseFormat: null,
    lastUserText: String(asked?.content ?? ''),
    allText: words.join('\n'),
    images: [],
    ...fields,
  }
}
