/**
 * Cuts a byte stream into server-sent events without copying where it can: an event is the bytes up to and with its blank
 * line, plus its data as text. https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export type SseEvent = { bytes: Buffer; data: string }

/** An event longer than this is not one. */
const MAX_EVENT_BYTES = 4 * 1024 * 1024
const LF = 10
const CR = 13

export type SseSplitter = {
  /** The events completed by a chunk. Throws where an event grows beyond any sense. */
  push(chunk: Buffer): SseEvent[]
}

export function createSseSplitter(): SseSplitter {
  let pending: Buffer = Buffer.alloc(0)
  return {
    push(chunk) {
      const bytes = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      const events: SseEvent[] = []
      let start = 0
      for (let end = endOfEvent(bytes, start); end !== -1; end = endOfEvent(bytes, start)) {
        const event = bytes.subarray(start, end)
        events.push({ bytes: event, data: dataOf(event) })
        start = end
      }
      pending = bytes.subarray(start)
      if (pending.length > MAX_EVENT_BYTES) throw new Error('an event of the stream is larger than 4 MiB')
      return events
    },
  }
}

/** The index after the blank line that ends the event, or -1. Line ends may be LF or CRLF. */
function endOfEvent(bytes: Buffer, from: number): number {
  for (let i = bytes.indexOf(LF, from); i !== -1; i = bytes.indexOf(LF, i + 1)) {
    if (bytes[i + 1] === LF) return i + 2
    if (bytes[i + 1] === CR && bytes[i + 2] === LF) return i + 3
  }
  return -1
}

function dataOf(event: Buffer): string {
  const text = event.toString('utf8')
  if (text.startsWith('data: ') && text.indexOf('\n') >= text.length - 2) return text.slice(6).trimEnd()
  return text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(line[5] === ' ' ? 6 : 5))
    .join('\n')
}
