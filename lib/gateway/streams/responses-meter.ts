/** Reads a stream of the Responses API as it passes; events that carry the response itself get the caller's ids. */
import { asObject, type JsonObject, parseObject } from '@/lib/gateway/json'
import type { ChatMeter, ChunkKind } from '@/lib/gateway/streams/chat-meter'
import { likelyTokens } from '@/lib/gateway/tokens/tokenizer'

const COUNT_EVERY_CHARACTERS = 2_048
const preambles = new Set(['response.created', 'response.queued', 'response.in_progress', 'response.output_item.added'])
preambles.add('response.content_part.added').add('response.reasoning_summary_part.added')
const endings = new Set(['response.completed', 'response.incomplete'])

export function createResponsesMeter(tokenizer: string, rename: (response: JsonObject) => void): ChatMeter {
  let usage: JsonObject | null = null
  let text = ''
  let counted = 0
  let rewritten: Buffer | null = null
  const count = () => {
    counted += likelyTokens(tokenizer, text)
    text = ''
  }
  return {
    read(data): ChunkKind {
      rewritten = null
      const event = parseObject(data)
      const type = event?.type
      if (!event || typeof type !== 'string') return 'invalid'
      if (type === 'error' || type === 'response.failed') return 'error'
      const response = asObject(event.response)
      if (response) {
        rename(response)
        rewritten = Buffer.from(`event: ${type}\ndata: ${JSON.stringify(event)}\n\n`)
        usage = asObject(response.usage) ?? usage
      }
      if (endings.has(type)) return 'done'
      if (preambles.has(type)) return 'preamble'
      if (type.endsWith('.delta') && typeof event.delta === 'string') {
        text += event.delta
        if (text.length > COUNT_EVERY_CHARACTERS) count()
      }
      return 'content'
    },
    rewritten: () => rewritten,
    usage: () => usage,
    countOutput() {
      count()
      return counted
    },
  }
}
