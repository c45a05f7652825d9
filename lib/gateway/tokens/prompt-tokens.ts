/**
 * How many tokens a prompt will be, never fewer than the provider counts for text: each message costs a few tokens for
 * its frame, each answer starts with three. https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
 */
import { asObject, type JsonObject } from '@/lib/gateway/json'
import { countTokens } from '@/lib/gateway/tokens/tokenizer'

export type PromptTokens = {
  tokens: number
  /** False where the body holds what has no bound before it is sent: images by address, files, audio. */
  isBounded: boolean
}

const PER_MESSAGE = 4
const PER_ANSWER = 3
const LOW_IMAGE = 85
/** 85 + 170 for each of at most eight tiles. */
const HIGH_IMAGE = 1_445

export function countChatPrompt(tokenizer: string, body: JsonObject): PromptTokens {
  const sum = { tokens: PER_ANSWER, isBounded: true }
  for (const message of arrayOf(body.messages)) addMessage(sum, tokenizer, asObject(message) ?? {})
  for (const extra of [body.tools, body.functions, body.response_format]) {
    if (extra !== undefined && extra !== null) sum.tokens += countTokens(tokenizer, JSON.stringify(extra)) + 16
  }
  return sum
}

export function countEmbeddingInput(tokenizer: string, input: unknown): PromptTokens {
  if (typeof input === 'string') return { tokens: countTokens(tokenizer, input), isBounded: true }
  let tokens = 0
  for (const part of arrayOf(input)) {
    if (typeof part === 'string') tokens += countTokens(tokenizer, part)
    else tokens += Array.isArray(part) ? part.length : 1
  }
  return { tokens, isBounded: true }
}

function addMessage(sum: PromptTokens, tokenizer: string, message: JsonObject): void {
  sum.tokens += PER_MESSAGE
  for (const [name, value] of Object.entries(message)) {
    if (name === 'content' && Array.isArray(value)) for (const part of value) addPart(sum, tokenizer, asObject(part) ?? {})
    else if (typeof value === 'string') sum.tokens += countTokens(tokenizer, value)
    else if (value !== null && value !== undefined) sum.tokens += countTokens(tokenizer, JSON.stringify(value))
  }
}

function addPart(sum: PromptTokens, tokenizer: string, part: JsonObject): void {
  if (typeof part.text === 'string') {
    sum.tokens += countTokens(tokenizer, part.text)
    return
  }
  const image = asObject(part.image_url)
  sum.tokens += image?.detail === 'low' ? LOW_IMAGE : HIGH_IMAGE
  if (!image || !(typeof image.url === 'string' && image.url.startsWith('data:'))) sum.isBounded = false
}

function arrayOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
