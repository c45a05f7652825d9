/**
 * The chunks of a stream are the same but for a few words. What stands before and behind those words is learned from one chunk
 * that was read whole; of the next ones that begin and end so, only what stands between is looked at. That says as much as
 * reading all of it: between equal ends a text without quotation marks can only be that text.
 */
import { asObject, parseObject } from '@/lib/gateway/json'
import { dataOf } from '@/lib/gateway/streams/sse-splitter'

/** Where each chunk differs elsewhere too, nothing is gained by learning from every one. */
const MOST_LESSONS = 3
/** No model says this. */
const PROBE = '\u0001probe'
const PROBE_BYTES = Buffer.from(JSON.stringify(PROBE).slice(1, -1))
const QUOTE = 0x22
const BACKSLASH = 0x5c
const FIRST_PRINTED = 0x20

export class ChunkPattern {
  private before: Buffer | null = null
  private behind: Buffer = PROBE_BYTES
  private lessons = 0

  /** Learns from an event with one choice whose delta is `{ content }`: `text` is that content. */
  learn(event: Buffer, text: string): void {
    const words = Buffer.from(text)
    if (this.lessons === MOST_LESSONS || !isPlain(words, 0, words.length)) return
    this.lessons++
    const literal = Buffer.from(`:"${text}"`)
    for (let at = event.indexOf(literal); at !== -1; at = event.indexOf(literal, at + 1)) {
      const before = event.subarray(0, at + 2)
      const behind = event.subarray(at + 2 + words.length)
      if (contentOf(dataOf(Buffer.concat([before, PROBE_BYTES, behind]))) !== PROBE) continue
      this.before = Buffer.from(before)
      this.behind = Buffer.from(behind)
      return
    }
  }

  /** The words of an event that differs from what was learned in them alone; null: read it whole. */
  textOf(event: Buffer): string | null {
    const { before, behind } = this
    if (before === null) return null
    const start = before.length
    const end = event.length - behind.length
    if (end <= start || before.compare(event, 0, start) !== 0 || behind.compare(event, end) !== 0) return null
    return isPlain(event, start, end) ? event.toString('utf8', start, end) : null
  }
}

/** At least one character, and none that JSON writes with an escape. */
function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    if (byte === QUOTE || byte === BACKSLASH || byte < FIRST_PRINTED) return false
  }
  return start < end
}

function contentOf(data: string): unknown {
  const choices = parseObject(data)?.choices
  return Array.isArray(choices) ? asObject(asObject(choices[0])?.delta)?.content : undefined
}
