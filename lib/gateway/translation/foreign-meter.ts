/** Reads the stream of such a backend as it passes, and writes it again in the caller's wire where the two differ. */
import type { ChatEvent } from '@/lib/gateway/chat/chat-answer'
import type { Target } from '@/lib/gateway/steps/candidates'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import type { ChatMeter, ChunkKind } from '@/lib/gateway/streams/chat-meter'
import { likelyTokens } from '@/lib/gateway/tokens/tokenizer'
import { passageOf } from '@/lib/gateway/translation/foreign'
import { askedForOf } from '@/lib/gateway/translation/foreign-answer'

const COUNT_EVERY_CHARACTERS = 2_048

export function createForeignMeter(reserved: Reserved, { provider, model }: Target): ChatMeter {
  const { request } = reserved
  const { from, to, isPassed } = passageOf(request, provider)
  const decoder = to.createDecoder()
  const encoder = isPassed ? null : from.createEncoder(askedForOf(reserved))
  let rewritten: Buffer | null = null
  /** What has been used so far is not what has been used in the end. */
  let isUsageFinal = false
  let text = ''
  let counted = 0
  const count = () => {
    counted += likelyTokens(model.tokenizer, text)
    text = ''
  }
  const hear = (events: readonly ChatEvent[]): ChunkKind => {
    let kind: ChunkKind = 'preamble'
    for (const event of events) {
      if (event.kind === 'error') return 'error'
      if (event.kind === 'usage') isUsageFinal = true
      else if (event.kind === 'end') kind = 'done'
      else if (event.kind !== 'start') {
        if (kind === 'preamble') kind = 'content'
        const words = wordsOf(event)
        if (words !== '') isUsageFinal = false
        text += words
      }
    }
    // The figures stand beside the last words as often as behind them.
    if (events.some((event) => event.kind === 'usage')) isUsageFinal = true
    if (text.length > COUNT_EVERY_CHARACTERS) count()
    return isPassed ? passedKindOf(kind, events) : kind
  }
  /** Of a chunk that goes out as it came: what has words in it is the caller's, whether it asked for the figures or not. */
  const passedKindOf = (kind: ChunkKind, events: readonly ChatEvent[]): ChunkKind => {
    if (events.length > 0 && events.every((event) => event.kind === 'usage')) return 'usage'
    if (kind !== 'content' || !isUsageFinal || !events.some((event) => event.kind === 'stop')) return kind
    return request.wantsUsage ? 'usage' : 'last'
  }
  return {
    read(data) {
      rewritten = null
      const events = decoder.read(data)
      if (events === null) return 'invalid'
      const kind = hear(events)
      if (encoder !== null) rewritten = Buffer.from(encoder.write(events))
      return kind
    },
    rewritten: () => rewritten,
    end() {
      const events = decoder.end()
      if (events === null) return null
      hear(events)
      return encoder === null ? Buffer.alloc(0) : Buffer.from(encoder.write(events))
    },
    framing: to.framing,
    usage: () => (isUsageFinal ? decoder.usage() : null),
    countOutput() {
      count()
      return counted
    },
  }
}

function wordsOf(event: ChatEvent): string {
  if (event.kind === 'text' || event.kind === 'reasoning') return event.text
  if (event.kind === 'toolStart') return event.name
  return event.kind === 'toolInput' ? event.input : ''
}
