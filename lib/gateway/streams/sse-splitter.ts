/**
 * Cuts a byte stream into server-sent events without copying where it can: an event is the bytes up to and with its blank
 * line, plus its data as text. https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export type SseEvent = { bytes: Buffer; readonly data: string }

/** An event longer than this is not one. */
const MAX_EVENT_BYTES = 4 * 1024 * 1024
const LF = 10
const CR = 13

export type SseSplitter = {
  /** The events completed by a chunk. Throws where an event grows beyond any sense. */
  push(chunk: Buffer): SseEvent[]
}

export function createSseSplitter(): SseSplitter {
  const pending = new PendingEvent()
  return {
    push(chunk) {
      const events: SseEvent[] = []
      let start = 0
      if (pending.size > 0) {
        const across = pending.endIn(chunk)
        start = across === -1 ? endOfEvent(chunk, 0) : across
        if (start === -1) {
          pending.add(chunk)
          return events
        }
        events.push(eventOf(pending.finish(chunk.subarray(0, start))))
      }
      for (let end = endOfEvent(chunk, start); end !== -1; end = endOfEvent(chunk, start)) {
        events.push(eventOf(chunk.subarray(start, end)))
        start = end
      }
      if (start < chunk.length) pending.add(chunk.subarray(start))
      return events
    },
  }
}

/**
 * The event that has begun and not ended. What it holds has no end in it and is never searched again; its memory doubles as
 * it fills, so that every byte is copied a few times at most, however small the pieces.
 */
class PendingEvent {
  size = 0
  private bytes: Buffer = Buffer.alloc(0)

  /** The index in the chunk after a blank line that began in what is held, or -1. */
  endIn(chunk: Buffer): number {
    const last = this.bytes[this.size - 1]
    if (last === CR && this.bytes[this.size - 2] === LF) return chunk[0] === LF ? 1 : -1
    if (last !== LF) return -1
    if (chunk[0] === LF) return 1
    return chunk[0] === CR && chunk[1] === LF ? 2 : -1
  }

  add(piece: Buffer): void {
    this.append(piece, 2)
  }

  /** The whole event. Nothing is held afterwards. */
  finish(piece: Buffer): Buffer {
    this.append(piece, 1)
    const event = this.bytes.subarray(0, this.size)
    this.bytes = Buffer.alloc(0)
    this.size = 0
    return event
  }

  private append(piece: Buffer, room: number): void {
    const size = this.size + piece.length
    checkSize(size)
    // The first piece is held where it is, and so has no room behind it that is ours.
    if (this.size === 0) this.bytes = piece
    else {
      if (size > this.bytes.length) {
        const larger = Buffer.allocUnsafe(size * room)
        this.bytes.copy(larger, 0, 0, this.size)
        this.bytes = larger
      }
      piece.copy(this.bytes, this.size)
    }
    this.size = size
  }
}

function eventOf(bytes: Buffer): SseEvent {
  checkSize(bytes.length)
  return new SplitEvent(bytes)
}

/** Of most events nobody asks for the text: it is made when somebody does. */
class SplitEvent implements SseEvent {
  constructor(readonly bytes: Buffer) {}

  get data(): string {
    return dataOf(this.bytes)
  }
}

function checkSize(bytes: number): void {
  if (bytes > MAX_EVENT_BYTES) throw new Error('an event of the stream is larger than 4 MiB')
}

/** The index after the blank line that ends the event, or -1. Line ends may be LF or CRLF. */
function endOfEvent(bytes: Buffer, from: number): number {
  for (let i = bytes.indexOf(LF, from); i !== -1; i = bytes.indexOf(LF, i + 1)) {
    if (bytes[i + 1] === LF) return i + 2
    if (bytes[i + 1] === CR && bytes[i + 2] === LF) return i + 3
  }
  return -1
}

/** The text of an event's data lines. */
export function dataOf(event: Buffer): string {
  const text = event.toString('utf8')
  if (text.startsWith('data: ') && text.indexOf('\n') >= text.length - 2) return text.slice(6).trimEnd()
  return text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice(line[5] === ' ' ? 6 : 5))
    .join('\n')
}
