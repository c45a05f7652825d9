/**
 * Reads a stream of chat completion chunks as it passes: what is preamble, what is content, where the usage is, and how
 * many tokens were sent in case no usage ever comes.
 */
import { asObject, type JsonObject } from '@/lib/gateway/json'
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
  read(data: string): ChunkKind
  /** The event just read as the caller must see it; null where that is as it came. */
  rewritten?(): Buffer | null
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
  const count = () => {
    counted += likelyTokens(tokenizer, text)
    text = ''
  }
  return {
    read(data) {
      if (data === '[DONE]') return 'done'
      const chunk = parse(data)
      if (!chunk) return 'invalid'
      if (chunk.error !== undefined && chunk.error !== null) return 'error'
      if (!Array.isArray(chunk.choices)) return 'invalid'
      let hasContent = false
      for (const choice of chunk.choices) {
        const piece = textOfChoice(asObject(choice), 'delta')
        if (piece === null) continue
        hasContent = true
        text += piece
      }
      if (text.length > COUNT_EVERY_CHARACTERS) count()
      const block = asObject(chunk.usage)
      if (block && typeof block.prompt_tokens === 'number') usage = block
      if (block) return hasContent || chunk.choices.length > 0 ? 'last' : 'usage'
      return hasContent ? 'content' : 'preamble'
    },
    usage: () => usage,
    countOutput() {
      count()
      return counted
    },
  }
}

/** The text of a choice, its tool calls included; '' for a finish reason alone; null where it carries nothing the user will see. */
export function textOfChoice(choice: JsonObject | null, field: 'delta' | 'message'): string | null {
  if (!choice) return null
  const delta = asObject(choice[field])
  let text = ''
  for (const name of ['content', 'refusal', 'reasoning_content']) {
    const value = delta?.[name]
    if (typeof value === 'string') text += value
  }
  if (Array.isArray(delta?.tool_calls)) {
    for (const call of delta.tool_calls) {
      const fn = asObject(asObject(call)?.function)
      text += `${typeof fn?.name === 'string' ? fn.name : ''}${typeof fn?.arguments === 'string' ? fn.arguments : ''}`
    }
  }
  return text !== '' || typeof choice.finish_reason === 'string' ? text : null
}

function parse(data: string): JsonObject | null {
  try {
    return asObject(JSON.parse(data))
  } catch {
    return null
  }
}
