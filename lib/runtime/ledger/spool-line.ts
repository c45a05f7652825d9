/**
 * A line of the spool: `<version> <crc32, 8 hex digits> <mark><json>\n`. A torn or damaged line is recognised by its checksum and
 * costs nothing but itself. The JSON is an array in the order of `record-columns.ts`, plain ASCII and built by hand: two of
 * these are written for every call, and Postgres reads them as they are.
 */
import { crc32 } from 'node:zlib'
import type { CallIdentity, Charge, CloseEntry, Estimate, OpenEntry, ProgressEntry } from '@/lib/gateway/usage-entry'
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

export type SpoolLine =
  | { kind: 'open'; entry: OpenEntry }
  | { kind: 'progress'; entry: ProgressEntry }
  | { kind: 'close'; entry: CloseEntry }

export type Mark = 'o' | 'p' | 'c'

/** Version, space, checksum, space. */
const HEAD_LENGTH = 11
/** After the mark and `["` comes the call's id. */
const ID_START = HEAD_LENGTH + 3
const ID_LENGTH = 36
const VERSION = 0x32
const SPACE = 0x20
const LF = 0x0a
const HEX = Buffer.from('0123456789abcdef')

/** What the checksum covers: mark and JSON. `identity` is the call's part as `identityText` gave it, where that is at hand. */
export function lineBody(line: SpoolLine, identity?: string): string {
  switch (line.kind) {
    case 'open': {
      const { entry } = line
      return `o[${identity ?? identityText(entry.identity)},${entry.holdTokens},${estimateText(entry.estimate)},${tagsText(entry.identity)}]`
    }
    case 'progress':
      return `p[${idText(line.entry.id)},${word(line.entry.backendId)},${estimateText(line.entry.estimate)}]`
    case 'close':
      return `c[${identity ?? identityText(line.entry.identity)},${closeText(line.entry)}]`
  }
}

/** The bytes a body takes as a line. */
export function lineLength(body: string): number {
  return HEAD_LENGTH + body.length + 1
}

/** Writes a body as a line into a buffer and returns where the line ends. */
export function writeLine(target: Buffer, at: number, body: string): number {
  const start = at + HEAD_LENGTH
  const end = start + target.write(body, start, 'latin1')
  let rest = crc32(target.subarray(start, end))
  target[at] = VERSION
  target[at + 1] = SPACE
  for (let i = at + 9; i > at + 1; i--) {
    target[i] = HEX[rest & 15] ?? 0
    rest >>>= 4
  }
  target[at + 10] = SPACE
  target[end] = LF
  return end + 1
}

/** One line as bytes of their own. */
export function encodeLine(line: SpoolLine): Buffer {
  const body = lineBody(line)
  const bytes = Buffer.allocUnsafe(lineLength(body))
  writeLine(bytes, 0, body)
  return bytes
}

export type RawLine = { mark: Mark; id: string; json: Buffer }

/** A line without its line end, unparsed; null where it is torn, damaged or of a version this process does not know. */
export function readLine(bytes: Buffer): RawLine | null {
  if (bytes.length < ID_START + ID_LENGTH || bytes[0] !== VERSION || bytes[1] !== SPACE) return null
  if (!hasChecksum(bytes, crc32(bytes.subarray(HEAD_LENGTH)))) return null
  const mark = markOf(bytes[HEAD_LENGTH])
  return mark && { mark, id: bytes.toString('latin1', ID_START, ID_START + ID_LENGTH), json: bytes.subarray(HEAD_LENGTH + 1) }
}

/** Are the eight digits before a body these? Compared as they were written, without a text of them. */
function hasChecksum(bytes: Buffer, checksum: number): boolean {
  let rest = checksum
  for (let i = 9; i > 1; i--) {
    if (bytes[i] !== HEX[rest & 15]) return false
    rest >>>= 4
  }
  return true
}

function markOf(byte: number | undefined): Mark | null {
  return byte === 0x6f ? 'o' : byte === 0x70 ? 'p' : byte === 0x63 ? 'c' : null
}

/** The part of a line that says who called what; the same on the open and the close of a call. */
export function identityText(identity: CallIdentity): string {
  return (
    `${idText(identity.id)},${identity.startedAtMs},"${identity.localDay}",${callerText(identity)},` +
    `${text(identity.endUser)},${word(identity.model)},${word(identity.dialect)},${word(identity.operation)},` +
    `${identity.streamed},${text(identity.clientRequestId)},${identity.bytesIn}`
  )
}

type Caller = { identity: CallIdentity; text: string }

/** By key: a key is its tenant's, product's and subscription's, and mostly of one user. */
const callers = new Map<string, Caller>()
const MOST_CALLERS = 10_000

/** The same for all calls of a caller: put together once. */
function callerText(identity: CallIdentity): string {
  const { tenantId, productId, subscriptionId, keyId, userId } = identity
  const known = callers.get(keyId)
  if (
    known !== undefined &&
    known.identity.userId === userId &&
    known.identity.subscriptionId === subscriptionId &&
    known.identity.productId === productId &&
    known.identity.tenantId === tenantId
  )
    return known.text
  const fresh = `"${tenantId}","${productId}","${subscriptionId}","${keyId}",${idText(userId)}`
  if (callers.size >= MOST_CALLERS) callers.clear()
  callers.set(keyId, { identity, text: fresh })
  return fresh
}

export function estimateText({ tokens, priceId, currency, costNano, charges }: Estimate): string {
  return `[${tokensText(tokens)}],${word(priceId)},${word(currency)},${costNano},${chargesText(charges)}`
}

function closeText(entry: CloseEntry): string {
  const firstByteMs = entry.firstByteMs === null ? null : whole(entry.firstByteMs)
  return (
    `${whole(entry.durationMs)},${firstByteMs},${word(entry.backendId)},${word(entry.deployment)},${entry.status},${word(entry.outcome)},` +
    `${word(entry.code)},${word(entry.measured)},${tokensText(entry.tokens)},${entry.holdTokens},${entry.outputCap},${word(entry.limitId)},` +
    `${entry.attempts},${word(entry.priceId)},${word(entry.currency)},${entry.costNano},${entry.bytesOut},${entry.calls},` +
    `${chargesText(entry.charges)},${entry.trace === null ? 'null' : asciiJson(entry.trace)},${tagsText(entry.identity)}` +
    rarelyText(entry)
  )
}

/** What few calls have stands at the end of a line, which stops at the last of it. */
function rarelyText({ savedNano, units, tokens }: CloseEntry): string {
  const written = tokens.cacheWrite1h
  if (!savedNano && !units?.length && written === 0) return ''
  const saved = `,${savedNano ?? 0}`
  if (!units?.length && written === 0) return saved
  return `${saved},${units?.length ? asciiJson(units) : 'null'}${written === 0 ? '' : `,${written}`}`
}

function tokensText(tokens: TokenCounts): string {
  return (
    `${tokens.input},${tokens.cacheRead},${tokens.cacheWrite},${tokens.output},${tokens.reasoning},` +
    `${tokens.audioIn},${tokens.audioOut},${tokens.images}`
  )
}

function chargesText(charges: readonly Charge[]): string {
  let list = ''
  for (const { limitId, countKey, periodStartMs, amount } of charges) {
    list += `${list === '' ? '' : ','}[${word(limitId)},${word(countKey)},${periodStartMs},${amount}]`
  }
  return `[${list}]`
}

/** Near the end of a line: those written before there were tags end without, and most save nothing. Nothing in a tag needs escaping. */
function tagsText({ tags }: CallIdentity): string {
  return tags.length === 0 ? 'null' : `["${tags.join('","')}"]`
}

function whole(ms: number): number {
  return ms > 0 ? Math.round(ms) : 0
}

/** Ids are ours: nothing in them needs escaping. */
function idText(id: string | null): string {
  return id === null ? 'null' : `"${id}"`
}

const plainText = /^[ !#-[\]-~]*$/

const words = new Map<string, string>()
const MOST_WORDS = 10_000

/** A text that many calls share, such as a model or a limit: looked through and put in quotes once. */
function word(value: string | null): string {
  if (value === null) return 'null'
  const known = words.get(value)
  if (known !== undefined) return known
  if (words.size >= MOST_WORDS) words.clear()
  const quoted = text(value)
  words.set(value, quoted)
  return quoted
}

function text(value: string | null): string {
  if (value === null) return 'null'
  return plainText.test(value) ? `"${value}"` : asciiJson(value)
}

/** JSON in ASCII alone, without what Postgres cannot hold: U+0000 and half surrogate pairs, which a caller's text can contain. */
function asciiJson(value: unknown): string {
  const json = JSON.stringify(value, (_name, part: unknown) => (typeof part === 'string' ? storable(part) : part))
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function storable(given: string): string {
  const clean = given.includes('\u0000') ? given.replaceAll('\u0000', '\ufffd') : given
  return clean.replace(/\p{Surrogate}/gu, '\ufffd')
}
