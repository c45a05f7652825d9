/**
 * Reads a stream of chat completion chunks as it passes: what is preamble, what is content, where the usage is, and how
 * many tokens were sent in case no usage ever comes.
 */
import type { StreamFraming } from '@/lib/gateway/chat/wire'
import { asObject, isJsonObject, type JsonObject, parseObject } from '@/lib/gateway/json'
import { ChunkPattern } from '@/lib/gateway/streams/chunk-pattern'
import { likelyTokens } from '@/lib/gateway/tokens/tokenizer'

export type ChunkKind =
  /** Role, filter results: nothing the user sees yet. */
  | 'preamble'
  | 'content'
  /** Carries usage and nothing else. */
  | 'usage'
  /** Content and usage at once. */
  | 'last'
  | 'done'
  /** Not a chunk of this wire. */
  | 'invalid'
  | 'error'

export type ChatMeter = {
  /** What an event is where that can be told without reading it whole; null: `read` its data. Comes before `read`, where it is there. */
  recognise?(event: Buffer): ChunkKind | null
  read(data: string): ChunkKind
  /** The event just read as the caller must see it; null where that is as it came. */
  rewritten?(): Buffer | null
  /** What the end of the connection adds, where that is how an answer ends; null where it broke off. */
  end?(): Buffer | null
  /** Of streams that are not server-sent events. */
  framing?: StreamFraming
  /** The provider's usage block, once seen. */
  usage(): JsonObject | null
  /** Tokens of all text sent so far, by the model's tokenizer. */
  countOutput(): number
}

/** Text is counted in pieces of this size, so that a long answer is not held in memory. */
const COUNT_EVERY_CHARACTERS = 2_048

export function createChatMeter(tokenizer: string): ChatMeter {
  let usage: JsonObject | null = null
  let text = ''
  let counted = 0
  const pattern = new ChunkPattern()
  /** What `read` is about to be given the data of. */
  let unknown: Buffer | null = null
  const count = () => {
    counted += likelyTokens(tokenizer, text)
    text = ''
  }
  return {
    recognise(event) {
      const words = pattern.textOf(event)
      unknown = words === null ? event : null
      if (words === null) return null
      usage = null
      text += words
      if (text.length > COUNT_EVERY_CHARACTERS) count()
      return 'content'
    },
    read(data) {
      if (data === '[DONE]') return 'done'
      const chunk = parseObject(data)
      if (!chunk) return 'invalid'
      if (chunk.error !== undefined && chunk.error !== null) return 'error'
      if (!Array.isArray(chunk.choices)) return 'invalid'
      let hasContent = false
      for (const choice of chunk.choices) {
        const piece = textOfChoice(asObject(choice), 'delta')
        if (piece === null) continue
        hasContent = true
        // What has been used so far is not what has been used in the end.
        if (piece !== '') usage = null
        text += piece
      }
      if (text.length > COUNT_EVERY_CHARACTERS) count()
      const block = asObject(chunk.usage)
      if (block && typeof block.prompt_tokens === 'number') usage = block
      if (block) return hasContent || chunk.choices.length > 0 ? 'last' : 'usage'
      const content = onlyContentOf(chunk.choices)
      if (content !== null && unknown !== null) pattern.learn(unknown, content)
      return hasContent ? 'content' : 'preamble'
    },
    usage: () => usage,
    countOutput() {
      count()
      return counted
    },
  }
}

/** The words of a chunk that has one choice, and that nothing but words; else null. */
function onlyContentOf(choices: readonly unknown[]): string | null {
  const choice = choices.length === 1 ? asObject(choices[0]) : null
  const delta = asObject(choice?.delta)
  if (!choice || !delta || typeof choice.finish_reason === 'string' || choice.text !== undefined) return null
  return typeof delta.content === 'string' && Object.keys(delta).length === 1 ? delta.content : null
}

/**
 * The text of a choice: everything in it but its role, whatever a provider calls it, for it has all been paid for. '' where
 * it says something without words, as a finish reason does; null where it carries nothing the user will see.
 */
export function textOfChoice(choice: JsonObject | null, field: 'delta' | 'message'): string | null {
  if (!choice) return null
  const delta = asObject(choice[field]) ?? {}
  let isSeen = typeof choice.finish_reason === 'string'
  let text = ''
  // The older completions have their words here.
  if (typeof choice.text === 'string' && choice.text !== '') {
    isSeen = true
    text = choice.text
  }
  let last = ''
  for (const name of Object.keys(delta)) {
    const value = delta[name]
    if (name === 'role' || isEmpty(value)) continue
    isSeen = true
    const words = typeof value === 'string' ? value : textIn(value)
    // Some say one thing under two names, for clients old and new.
    if (words !== last) text += words
    last = words
  }
  return isSeen ? text : null
}

/** What marks a part and is no part of the answer; sound, whose words come as its transcript. */
const marks = new Set(['id', 'type', 'format', 'data'])

/** All texts inside, however deep: walked with a list, for a provider's nesting must not overflow our stack. */
function textIn(value: unknown): string {
  let text = ''
  const open = [value]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (typeof one === 'string') text += one
    else if (Array.isArray(one)) for (const part of one) open.push(part ?? null)
    else for (const [name, part] of Object.entries(asObject(one) ?? {})) if (!marks.has(name)) open.push(part)
  }
  return text
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return value.length === 0
  return !isJsonObject(value) || Object.keys(value).length === 0
}
