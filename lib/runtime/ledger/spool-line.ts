/**
 * A line of the spool: `<version> <crc32, 8 hex digits> <json>\n`. A torn or damaged line is recognised by its checksum and
 * costs nothing but itself.
 */
import { crc32 } from 'node:zlib'
import type { CloseEntry, Estimate, OpenEntry, ProgressEntry } from '@/lib/gateway/usage-entry'

export type SpoolLine =
  | { kind: 'open'; entry: OpenEntry }
  | { kind: 'progress'; entry: ProgressEntry }
  | { kind: 'close'; entry: CloseEntry }

const VERSION = '1'
const marks = { open: 'o', progress: 'p', close: 'c' } as const
/** Version, space, checksum, space, mark. */
const HEAD_LENGTH = 12

export function encodeLine(line: SpoolLine): Buffer {
  const body = marks[line.kind] + JSON.stringify(plainOf(line))
  return Buffer.from(`${VERSION} ${crc32(body).toString(16).padStart(8, '0')} ${body}\n`)
}

/** The line, or null where it is torn, damaged or of a version this process does not know. */
export function decodeLine(bytes: Buffer): SpoolLine | null {
  if (bytes.length < HEAD_LENGTH || bytes.toString('latin1', 0, 2) !== `${VERSION} `) return null
  const body = bytes.subarray(HEAD_LENGTH - 1)
  if (crc32(body) !== Number.parseInt(bytes.toString('latin1', 2, 10), 16)) return null
  try {
    return parsed(String.fromCharCode(body[0] ?? 0), JSON.parse(body.toString('utf8', 1)))
  } catch {
    return null
  }
}

function parsed(mark: string, entry: OpenEntry & ProgressEntry & CloseEntry): SpoolLine | null {
  switch (mark) {
    case 'o':
      return { kind: 'open', entry: { ...entry, estimate: revived(entry.estimate) } }
    case 'p':
      return { kind: 'progress', entry: { ...entry, estimate: revived(entry.estimate) } }
    case 'c':
      return { kind: 'close', entry: { ...entry, costNano: entry.costNano === null ? null : BigInt(entry.costNano) } }
    default:
      return null
  }
}

function revived(estimate: Estimate): Estimate {
  return { ...estimate, costNano: estimate.costNano === null ? null : BigInt(estimate.costNano) }
}

/** The entry with money as text. By hand: a replacer would make JSON.stringify several times slower. */
function plainOf(line: SpoolLine): object {
  switch (line.kind) {
    case 'open':
    case 'progress':
      return { ...line.entry, estimate: { ...line.entry.estimate, costNano: textOf(line.entry.estimate.costNano) } }
    case 'close':
      return { ...line.entry, costNano: textOf(line.entry.costNano) }
  }
}

function textOf(nano: bigint | null): string | null {
  return nano === null ? null : nano.toString()
}
