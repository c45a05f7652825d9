/** How many tokens a prompt is, counted as the provider bills it. */
import { type ChatRequest, textOf } from './chat-request'
import { type JsonObject, listOf } from './json'
import { countTextTokens } from './tokens'

const PER_MESSAGE = 3
const PRIMING = 3
const IMAGE_LOW = 85
const IMAGE_HIGH = 765

export function countPromptTokens(request: ChatRequest): number {
  let tokens = PRIMING
  for (const message of request.messages) tokens += countMessage(message)
  for (const tool of request.tools) tokens += countTextTokens(JSON.stringify(tool))
  if (request.responseFormat?.json_schema) tokens += countTextTokens(JSON.stringify(request.responseFormat.json_schema))
  for (const image of request.images) tokens += image.detail === 'low' ? IMAGE_LOW : IMAGE_HIGH
  return tokens
}

function countMessage(message: JsonObject): number {
  let tokens = PER_MESSAGE + countTextTokens(String(message.role)) + countTextTokens(textOf(message))
  if (typeof message.name === 'string') tokens += 1 + countTextTokens(message.name)
  for (const call of listOf(message.tool_calls)) tokens += countTextTokens(JSON.stringify(call))
  return tokens
}

const CACHE_FROM = 1024
const CACHE_STEP = 128

export type PromptCache = { countCached(text: string, promptTokens: number): number }

/** Long prompts whose beginning was seen before are cheaper, in steps, from 1,024 tokens on. */
export function createPromptCache(): PromptCache {
  const seen = new Map<string, true>()
  return {
    countCached: (text, promptTokens) => {
      if (promptTokens < CACHE_FROM) return 0
      const start = text.slice(0, 4096)
      const isKnown = seen.has(start)
      seen.set(start, true)
      const [oldest] = seen.keys()
      if (seen.size > 200 && oldest !== undefined) seen.delete(oldest)
      return isKnown ? CACHE_FROM + Math.floor((promptTokens - CACHE_FROM) / CACHE_STEP) * CACHE_STEP : 0
    },
  }
}
