/**
 * How many tokens a prompt will be, never fewer than the provider counts for text: each message costs a few tokens for
 * its frame, each answer starts with three. https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
 */
import { asObject, type JsonObject } from '@/lib/gateway/json'
import { EXACT_CHARACTERS, exactTokens } from '@/lib/gateway/tokens/tokenizer'

export type PromptTokens = {
  /** Never fewer than the provider will count: what is held. */
  tokens: number
  /** About what the provider will count: what is billed where nobody measured. */
  likely: number
  /** False where the body holds what has no bound before it is sent: images by address, files, audio. */
  isBounded: boolean
}

const PER_MESSAGE = 4
const PER_ANSWER = 3
const LOW_IMAGE = 85
/** 85 + 170 for each of at most eight tiles. */
const HIGH_IMAGE = 1_445

export function countChatPrompt(tokenizer: string, body: JsonObject): PromptTokens {
  const sum = newSum(PER_ANSWER)
  for (const message of arrayOf(body.messages)) addMessage(sum, tokenizer, asObject(message) ?? {})
  for (const extra of [body.tools, body.functions, body.response_format]) {
    if (extra === undefined || extra === null) continue
    addTokens(sum, 16)
    addText(sum, tokenizer, JSON.stringify(extra))
  }
  return sum
}

export function countEmbeddingInput(tokenizer: string, input: unknown): PromptTokens {
  const sum = newSum(0)
  if (typeof input === 'string') addText(sum, tokenizer, input)
  for (const part of arrayOf(input)) {
    if (typeof part === 'string') addText(sum, tokenizer, part)
    else addTokens(sum, Array.isArray(part) ? part.length : 1)
  }
  return sum
}

/** A sum in the making; `budget` is how many characters may still be counted exactly. */
type Sum = PromptTokens & { budget: number }

function newSum(tokens: number): Sum {
  return { tokens, likely: tokens, isBounded: true, budget: EXACT_CHARACTERS }
}

function addTokens(sum: Sum, tokens: number): void {
  sum.tokens += tokens
  sum.likely += tokens
}

/** Beyond the budget a text is bounded by its bytes: a byte-pair encoding never makes more tokens than that. */
function addText(sum: Sum, tokenizer: string, text: string): void {
  const exact = exactTokens(tokenizer, text, sum.budget)
  if (exact !== null) {
    sum.budget -= text.length
    addTokens(sum, exact)
    return
  }
  const bytes = Buffer.byteLength(text)
  sum.tokens += bytes
  sum.likely += Math.ceil(bytes / 4)
}

function addMessage(sum: Sum, tokenizer: string, message: JsonObject): void {
  addTokens(sum, PER_MESSAGE)
  for (const [name, value] of Object.entries(message)) {
    if (name === 'content' && Array.isArray(value)) for (const part of value) addPart(sum, tokenizer, asObject(part) ?? {})
    else if (typeof value === 'string') addText(sum, tokenizer, value)
    else if (value !== null && value !== undefined) addText(sum, tokenizer, JSON.stringify(value))
  }
}

function addPart(sum: Sum, tokenizer: string, part: JsonObject): void {
  if (typeof part.text === 'string') addText(sum, tokenizer, part.text)
  // What a part holds beside its text counts, whatever the part calls itself.
  if (typeof part.text === 'string' && Object.keys(part).every((name) => ['type', 'text', 'cache_control'].includes(name))) return
  const image = asObject(part.image_url)
  addTokens(sum, image?.detail === 'low' ? LOW_IMAGE : HIGH_IMAGE)
  if (!image || !(typeof image.url === 'string' && image.url.startsWith('data:'))) sum.isBounded = false
}

function arrayOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
