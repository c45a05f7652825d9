/**
 * The head of an answer (https://www.rfc-editor.org/rfc/rfc9112): status line and fields, strictly. Line ends are CRLF, lines are
 * not folded, and what says how long the body is says it once.
 */
import { WireError } from '@/lib/runtime/upstream/wire-error'

export type BodyFraming =
  | { kind: 'none' }
  | { kind: 'length'; bytes: number }
  | { kind: 'chunked' }
  /** Whatever comes until the connection ends. */
  | { kind: 'close' }

const CR = 0x0d
const LF = 0x0a
const COLON = 0x3a
const SPACE = 0x20
const TAB = 0x09
const DELETE = 0x7f
const ZERO = 0x30
const VERSION = Buffer.from('HTTP/1.')
const MINOR_VERSION = 7
const STATUS_START = 9
const STATUS_END = 12

/** https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
const isToken = new Uint8Array(256)
for (const char of "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
  isToken[char.charCodeAt(0)] = 1

/**
 * Looked up by name when it is asked for. Names are compared as bytes: V8 has many kinds of text, and looks up even `charCodeAt`
 * anew where it meets several of them.
 */
export class AnswerHead {
  private constructor(
    readonly status: number,
    /** 1.0 says so; everybody else speaks 1.1. */
    private readonly isOld: boolean,
    private readonly bytes: Buffer,
    /** Start and end of a name, start and end of its value, and so on. */
    private readonly fields: readonly number[],
  ) {}

  /** Reads `bytes[0, end)`, which ends with an empty line and is its to keep. Throws a WireError where that is no head. */
  static read(bytes: Buffer, end: number): AnswerHead {
    const status = statusOf(bytes)
    const fields: number[] = []
    let at = lineEnd(bytes, STATUS_END, end) + 2
    while (bytes[at] !== CR) {
      const nameStart = at
      while (isToken[bytes[at] ?? 0] === 1) at++
      if (at === nameStart || bytes[at] !== COLON) throw new WireError('a line of the head is no field')
      const nameEnd = at
      const stop = lineEnd(bytes, at + 1, end)
      let valueStart = at + 1
      let valueEnd = stop
      while (valueStart < stop && isBlank(bytes[valueStart])) valueStart++
      while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) valueEnd--
      fields.push(nameStart, nameEnd, valueStart, valueEnd)
      at = stop + 2
    }
    if (at + 2 !== end) throw new WireError('the head ends before its end')
    return new AnswerHead(status, bytes[MINOR_VERSION] === ZERO, bytes, fields)
  }

  /** The first value of a field, by its lower-case name. */
  find(name: string): string | undefined {
    const { fields } = this
    for (let i = 0; i < fields.length; i += 4) if (this.isNamed(i, name)) return this.valueAt(i)
    return undefined
  }

  /** How long the body is: https://www.rfc-editor.org/rfc/rfc9112#section-6.3. Two sayings at once are how answers are smuggled. */
  framing(): BodyFraming {
    const length = this.only('content-length')
    const coding = this.only('transfer-encoding')
    if (length !== undefined && !/^\d{1,15}$/.test(length)) throw new WireError('content-length is no length')
    if (coding !== undefined && (length !== undefined || this.isOld || coding.toLowerCase() !== 'chunked'))
      throw new WireError('transfer-encoding says what cannot be read')
    if (this.status === 204) return { kind: 'none' }
    if (coding !== undefined) return { kind: 'chunked' }
    return length === undefined ? { kind: 'close' } : { kind: 'length', bytes: Number(length) }
  }

  /** May the connection be used again after this answer? */
  get keepsAlive(): boolean {
    // A body that is announced where there can be none may come all the same.
    if (this.isOld || (this.status === 204 && (this.find('content-length') ?? '0') !== '0')) return false
    for (let i = 0; i < this.fields.length; i += 4)
      if (this.isNamed(i, 'connection') && /\bclose\b/i.test(this.valueAt(i))) return false
    return true
  }

  /** Of a field that may stand there once. */
  private only(name: string): string | undefined {
    let found: string | undefined
    for (let i = 0; i < this.fields.length; i += 4) {
      if (!this.isNamed(i, name)) continue
      if (found !== undefined) throw new WireError(`${name} is said twice`)
      found = this.valueAt(i)
    }
    return found
  }

  private isNamed(field: number, name: string): boolean {
    const { fields, bytes } = this
    const start = fields[field] ?? 0
    if ((fields[field + 1] ?? 0) - start !== name.length) return false
    for (let i = 0; i < name.length; i++) {
      const byte = bytes[start + i] ?? 0
      if ((byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte) !== name.charCodeAt(i)) return false
    }
    return true
  }

  private valueAt(field: number): string {
    return this.bytes.toString('latin1', this.fields[field + 2], this.fields[field + 3])
  }
}

/** `HTTP/1.1 200`, and a space or the end of the line behind it. */
function statusOf(bytes: Buffer): number {
  for (let i = 0; i < MINOR_VERSION; i++) if (bytes[i] !== VERSION[i]) throw new WireError('the status line is none')
  let status = 0
  for (let i = STATUS_START; i < STATUS_END; i++) {
    const digit = (bytes[i] ?? 0) - ZERO
    if (digit < 0 || digit > 9) throw new WireError('the status is none')
    status = status * 10 + digit
  }
  const isMarked = bytes[MINOR_VERSION + 1] === SPACE && (bytes[STATUS_END] === SPACE || bytes[STATUS_END] === CR)
  const minor = bytes[MINOR_VERSION]
  if (status < 100) throw new WireError('the status is none')
  if (!isMarked || (minor !== ZERO && minor !== ZERO + 1)) throw new WireError('the status line is none')
  return status
}

/** Where the line ends that `at` lies in: at its CR. */
function lineEnd(bytes: Buffer, at: number, end: number): number {
  for (let i = at; i < end; i++) {
    const byte = bytes[i] ?? 0
    if (byte >= SPACE ? byte !== DELETE : byte === TAB) continue
    if (byte === CR && bytes[i + 1] === LF) return i
    break
  }
  throw new WireError('a line of the head holds what no line may')
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB
}
