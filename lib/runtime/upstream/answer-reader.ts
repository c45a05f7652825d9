/** One answer after the other from the bytes of a connection: heads, and bodies by their framing (RFC 9112, sections 6 and 7). */
import { AnswerHead } from '@/lib/runtime/upstream/answer-head'
import { WireError } from '@/lib/runtime/upstream/wire-error'

/** Hears of one answer after the other. What it is given of a body is its to keep. */
export type AnswerSink = {
  /** Interim answers (1xx) are not told. */
  onHead(head: AnswerHead): void
  onBody(bytes: Buffer): void
  /** `isClean` is false where more has come than this answer, or its connection has ended with it. */
  onAnswerEnd(head: AnswerHead, isClean: boolean): void
}

/** As Node and undici have it; of the lines between chunks and after the last together too. */
const MOST_HEAD_BYTES = 16 * 1024
/** Four petabytes: a chunk's size beyond would not be counted exactly. */
const MOST_SIZE_DIGITS = 13

const CR = 0x0d
const LF = 0x0a
const SEMICOLON = 0x3b
const HEAD_END = Buffer.from('\r\n\r\n')
const NOTHING = Buffer.alloc(0)
const SWITCHING_PROTOCOLS = 101
const NOT_MODIFIED = 304
/** What a reading step says where it needs more than there is. */
const NEEDS_MORE = -1

type Part = 'head' | 'length' | 'close' | 'size' | 'chunk' | 'chunk-end' | 'trailer' | 'end'

export class AnswerReader {
  private part: Part = 'head'
  private head: AnswerHead | null = null
  /** What has come and is not read yet: the beginning of a head or a line, or what came while nothing was wanted. */
  private rest: Buffer | null = null
  /** Of a body of a known length, or of a chunk. */
  private left = 0
  private trailerBytes = 0
  /** Nothing is told until `goOn`. */
  isHeld = false
  /** The other side will send no more. */
  isEnded = false
  isReading = false

  constructor(private readonly sink: AnswerSink) {}

  /** Takes what has arrived. Throws a WireError where it is no answer. */
  read(bytes: Buffer): void {
    const all = this.rest === null ? bytes : Buffer.concat([this.rest, bytes])
    this.rest = null
    this.isReading = true
    try {
      this.readOn(all)
    } finally {
      this.isReading = false
    }
  }

  /** Nothing is told any more until `goOn`. */
  hold(): void {
    this.isHeld = true
  }

  goOn(): void {
    this.isHeld = false
    // Who changes its mind while it is told something is told the rest by whoever tells it.
    if (!this.isReading) this.read(NOTHING)
  }

  /** The other side has ended the connection. False where that was too early; what is held back is judged once it is read. */
  endByClose(): boolean {
    this.isEnded = true
    if (this.isHeld) return true
    if (this.part !== 'close') return false
    this.read(NOTHING)
    return true
  }

  private readOn(bytes: Buffer): void {
    let at = 0
    while (!this.isHeld) {
      if (this.part === 'end') {
        this.end(at === bytes.length && !this.isEnded)
        return
      }
      if (at === bytes.length) {
        if (this.part !== 'close' || !this.isEnded) return
        this.part = 'end'
        continue
      }
      const next = this.step(bytes, at)
      if (next === NEEDS_MORE) break
      at = next
    }
    if (at < bytes.length) this.rest = bytes.subarray(at)
  }

  /** Reads one thing and returns where the next begins. */
  private step(bytes: Buffer, at: number): number {
    switch (this.part) {
      case 'length':
      case 'chunk':
        return this.readPiece(bytes, at)
      case 'close':
        this.sink.onBody(bytes.subarray(at))
        return bytes.length
      case 'size':
        return this.readSize(bytes, at)
      case 'chunk-end':
        return this.readChunkEnd(bytes, at)
      case 'trailer':
        return this.readTrailer(bytes, at)
      default:
        return this.readHead(bytes, at)
    }
  }

  private readHead(bytes: Buffer, at: number): number {
    const own = at === 0 ? bytes : bytes.subarray(at)
    const end = own.indexOf(HEAD_END)
    if (end === -1 ? own.length > MOST_HEAD_BYTES : end > MOST_HEAD_BYTES) throw new WireError('the head is too long')
    if (end === -1) return NEEDS_MORE
    const size = end + HEAD_END.length
    const head = AnswerHead.read(own, size)
    if (head.status === SWITCHING_PROTOCOLS || head.status === NOT_MODIFIED)
      throw new WireError('an answer to what was not asked')
    if (head.status >= 200) this.begin(head)
    return at + size
  }

  private begin(head: AnswerHead): void {
    const framing = head.framing()
    this.head = head
    switch (framing.kind) {
      case 'none':
        this.part = 'end'
        break
      case 'length':
        this.left = framing.bytes
        this.part = framing.bytes === 0 ? 'end' : 'length'
        break
      case 'chunked':
        this.part = 'size'
        break
      case 'close':
        this.part = 'close'
        break
    }
    this.sink.onHead(head)
  }

  private readPiece(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.left)
    this.left -= end - at
    if (this.left === 0) this.part = this.part === 'length' ? 'end' : 'chunk-end'
    this.sink.onBody(at === 0 && end === bytes.length ? bytes : bytes.subarray(at, end))
    return end
  }

  /** The line before a chunk: its size in hex, and extensions nobody reads. */
  private readSize(bytes: Buffer, at: number): number {
    const end = lineEnd(bytes, at)
    if (end === NEEDS_MORE) return NEEDS_MORE
    let size = 0
    let digits = 0
    let i = at
    for (let digit = hexOf(bytes[i]); digit >= 0; digit = hexOf(bytes[i])) {
      size = size * 16 + digit
      digits++
      i++
    }
    while (bytes[i] === 0x20 || bytes[i] === 0x09) i++
    if (digits === 0 || digits > MOST_SIZE_DIGITS || (i !== end && bytes[i] !== SEMICOLON))
      throw new WireError('the size of a chunk is none')
    this.left = size
    this.part = size === 0 ? 'trailer' : 'chunk'
    return end + 2
  }

  private readChunkEnd(bytes: Buffer, at: number): number {
    if (bytes[at] !== CR || (at + 1 < bytes.length && bytes[at + 1] !== LF))
      throw new WireError('a chunk is longer than its size')
    if (at + 1 === bytes.length) return NEEDS_MORE
    this.part = 'size'
    return at + 2
  }

  /** Fields after the last chunk are read past. */
  private readTrailer(bytes: Buffer, at: number): number {
    const end = lineEnd(bytes, at)
    if (end === NEEDS_MORE) return NEEDS_MORE
    this.trailerBytes += end - at
    if (this.trailerBytes > MOST_HEAD_BYTES) throw new WireError('the trailer is too long')
    if (end === at) this.part = 'end'
    return end + 2
  }

  private end(isClean: boolean): void {
    const head = this.head as AnswerHead
    this.head = null
    this.part = 'head'
    this.trailerBytes = 0
    this.sink.onAnswerEnd(head, isClean)
  }
}

/** Where the line that begins at `at` ends: at its CR. */
function lineEnd(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(LF, at)
  if (end === -1) {
    if (bytes.length - at > MOST_HEAD_BYTES) throw new WireError('a line between chunks is too long')
    return NEEDS_MORE
  }
  if (bytes[end - 1] !== CR || end - 1 < at) throw new WireError('a line between chunks does not end as one')
  return end - 1
}

function hexOf(byte = 0): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
