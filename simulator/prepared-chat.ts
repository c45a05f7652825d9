/**
 * Chat answers made ready to send. The same small request is answered from memory with a fresh id, so that a benchmark
 * measures what stands in front of the simulator and not the simulator.
 */
import { randomBytes } from 'node:crypto'
import { answerChat } from './chat-answer'
import { type BadRequest, type ChatRequest, isBadRequest, readChatRequest } from './chat-request'
import { type AnswerHead, streamEvents, wholeAnswer } from './chat-wire'
import { badRequest, contextTooLong, promptFiltered, unreadableBody, type WireError } from './errors'
import { countPromptTokens, createPromptCache } from './prompt-tokens'
import type { ModelFacts, SimulatedResource } from './resources'
import type { Usage } from './tally'

export type PreparedChat = {
  isStream: boolean
  usage: Usage
  /** The whole body for a call. */
  body(): string
  /** The events of a stream for a call: data, and the answer tokens it carries. */
  events(): { data: string; tokens: number }[]
}

type Target = { resource: SimulatedResource; model: ModelFacts & { kind: 'chat' } }
export type ChatBook = { prepare(target: Target, body: Buffer): PreparedChat | WireError }

const ID_MARK = 'chatcmpl-@@@@'
const KEEP = 500
const KEEP_BYTES = 8192
const MAGIC = /trigger the content filter/i

export function createChatBook(): ChatBook {
  const kept = new Map<string, PreparedChat>()
  const cache = createPromptCache()
  return {
    prepare: (target, body) => {
      const text = body.toString()
      const name = `${target.resource.name}/${target.model.version}/${text}`
      const known = kept.get(name)
      if (known) return known
      const prepared = prepare(target, text, cache)
      if ('status' in prepared || text.length > KEEP_BYTES || prepared.usage.promptTokens >= 1024) return prepared
      if (kept.size >= KEEP) kept.clear()
      kept.set(name, prepared)
      return prepared
    },
  }
}

function prepare(
  { resource, model }: Target,
  text: string,
  cache: ReturnType<typeof createPromptCache>,
): PreparedChat | WireError {
  const parsed = parseBody(text)
  if (parsed === undefined) return unreadableBody(resource.kind)
  const request = readChatRequest(parsed)
  if (isBadRequest(request)) return badRequest(request)
  if (MAGIC.test(request.allText)) return promptFiltered(resource.kind)
  const promptTokens = countPromptTokens(request)
  const tooLong = checkLengths(request, model, promptTokens)
  if (tooLong) return tooLong
  const choices = answerChat(request, model)
  const usage: Usage = {
    promptTokens,
    cachedTokens: cache.countCached(request.allText, promptTokens),
    completionTokens: choices.reduce((sum, choice) => sum + choice.tokens, 0),
    reasoningTokens: choices.reduce((sum, choice) => sum + choice.reasoningTokens, 0),
  }
  const head: AnswerHead = {
    id: ID_MARK,
    created: Math.floor(Date.now() / 1000),
    model: model.version,
    fingerprint: 'fp_5a1c70e2d9',
    isAzure: resource.kind === 'azure-openai',
  }
  const bodyParts = request.stream ? [] : JSON.stringify(wholeAnswer(head, choices, usage)).split(ID_MARK)
  const events = request.stream ? streamEvents(head, choices, usage, request.includeUsage) : []
  return {
    isStream: request.stream,
    usage,
    body: () => bodyParts.join(newId()),
    events: () => {
      const id = newId()
      return events.map((event) => ({ data: event.data.replace(ID_MARK, id), tokens: event.tokens }))
    },
  }
}

function checkLengths(request: ChatRequest, model: ModelFacts & { kind: 'chat' }, promptTokens: number): WireError | null {
  if (request.maxTokens !== null && request.maxTokens > model.maxOutputTokens) {
    const fault: BadRequest = {
      message: `max_tokens is too large: ${request.maxTokens}. This model supports at most ${model.maxOutputTokens} completion tokens.`,
      param: 'max_tokens',
      code: 'invalid_value',
    }
    return badRequest(fault)
  }
  const needed = promptTokens + (request.maxTokens ?? 0)
  return needed > model.contextWindow ? contextTooLong(model.contextWindow, needed) : null
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const series = randomBytes(9).toString('hex')
let issued = 0

function newId(): string {
  issued++
  return `chatcmpl-${series}${issued.toString(36).padStart(8, '0')}`
}
