/**
 * How many tokens a prompt will be, never fewer than the provider counts for text: each message costs a few tokens for
 * its frame, each answer starts with three. https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken
 *
 * Counting takes longer than all else a call needs, and mostly nothing depends on it: the first answer is a bound by bytes
 * (a byte-pair encoding never makes more tokens than a text has bytes), and the tokenizer runs where that would decide.
 */
import { asObject, type JsonObject } from '@/lib/gateway/json'
import { EXACT_CHARACTERS, exactTokens } from '@/lib/gateway/tokens/tokenizer'

const PER_MESSAGE = 4
const PER_ANSWER = 3
const LOW_IMAGE = 85
/** 85 + 170 for each of at most eight tiles. */
const HIGH_IMAGE = 1_445

/** Fields of a call that are no part of its prompt. */
const besideThePrompt = new Set([
  'messages',
  'stream_options',
  'logit_bias',
  'metadata',
  'stop',
  'tool_choice',
  'modalities',
  'audio',
])

export class PromptTokens {
  /** Never fewer than the provider will count: what is held. */
  tokens: number
  /** About what the provider will count, guessed from the bytes. */
  readonly rough: number
  /** False where the body holds what has no bound before it is sent: images by address, files, audio. */
  readonly isBounded: boolean
  private counted: Sum | null = null

  constructor(
    private readonly tokenizer: string,
    private readonly operation: 'chat' | 'embeddings',
    private readonly body: JsonObject,
  ) {
    const sum = this.measure(null)
    this.tokens = sum.tokens
    this.rough = sum.likely
    this.isBounded = sum.isBounded
  }

  get isExact(): boolean {
    return this.counted !== null
  }

  /** About what the provider will count, by its tokenizer: what is billed where nobody measured. */
  get likely(): number {
    return this.count().likely
  }

  /** Takes `tokens` from the tokenizer instead of the bytes. */
  sharpen(): this {
    this.tokens = this.count().tokens
    return this
  }

  private count(): Sum {
    this.counted ??= this.measure(this.tokenizer)
    return this.counted
  }

  private measure(tokenizer: string | null): Sum {
    const sum: Sum = { tokenizer, tokens: 0, likely: 0, isBounded: true, budget: EXACT_CHARACTERS }
    if (this.operation === 'chat') addChat(sum, this.body)
    else addEmbeddingInput(sum, this.body.input)
    return sum
  }
}

/** A sum in the making; without a tokenizer it is one of bytes. `budget` is how many characters may still be counted exactly. */
type Sum = { tokenizer: string | null; tokens: number; likely: number; isBounded: boolean; budget: number }

function addChat(sum: Sum, body: JsonObject): void {
  addTokens(sum, PER_ANSWER)
  for (const message of arrayOf(body.messages)) addMessage(sum, asObject(message) ?? {})
  for (const name in body) {
    const extra = body[name]
    // Tools, formats, documents: whatever is made of parts may become part of the prompt.
    if (typeof extra !== 'object' || extra === null || besideThePrompt.has(name)) continue
    addTokens(sum, 16)
    addText(sum, JSON.stringify(extra))
  }
}

function addEmbeddingInput(sum: Sum, input: unknown): void {
  if (typeof input === 'string') addText(sum, input)
  for (const part of arrayOf(input)) {
    if (typeof part === 'string') addText(sum, part)
    else if (typeof part === 'number') addTokens(sum, 1)
    else if (Array.isArray(part) && part.every((token) => typeof token === 'number')) addTokens(sum, part.length)
    else addText(sum, JSON.stringify(part ?? null))
  }
}

function addTokens(sum: Sum, tokens: number): void {
  sum.tokens += tokens
  sum.likely += tokens
}

/** Beyond the budget a text is bounded by its bytes: a byte-pair encoding never makes more tokens than that. */
function addText(sum: Sum, text: string): void {
  const exact = sum.tokenizer === null ? null : exactTokens(sum.tokenizer, text, sum.budget)
  if (exact !== null) {
    sum.budget -= text.length
    addTokens(sum, exact)
    return
  }
  const bytes = Buffer.byteLength(text)
  sum.tokens += bytes
  sum.likely += Math.ceil(bytes / 4)
}

function addMessage(sum: Sum, message: JsonObject): void {
  addTokens(sum, PER_MESSAGE)
  for (const name in message) {
    const value = message[name]
    if (name === 'content' && typeof value === 'object' && value !== null)
      for (const part of Array.isArray(value) ? value : [value]) addPart(sum, asObject(part) ?? {})
    else if (typeof value === 'string') addText(sum, value)
    else if (value !== null && value !== undefined) addText(sum, JSON.stringify(value))
    // What was said earlier and is kept by the provider.
    if (name === 'audio' && typeof value === 'object' && value !== null) sum.isBounded = false
  }
}

function addPart(sum: Sum, part: JsonObject): void {
  if (typeof part.text === 'string') addText(sum, part.text)
  // What a part holds beside its text counts, whatever the part calls itself.
  if (typeof part.text === 'string' && Object.keys(part).every((name) => ['type', 'text', 'cache_control'].includes(name))) return
  const image = asObject(part.image_url)
  addTokens(sum, image?.detail === 'low' ? LOW_IMAGE : HIGH_IMAGE)
  if (!image || !(typeof image.url === 'string' && image.url.startsWith('data:'))) sum.isBounded = false
}

function arrayOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
