/** Reads the lines of a spool's segments, in order, up to where they end. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { type SpoolPosition, segmentPath } from '@/lib/runtime/ledger/segment'
import { type RawLine, readLine } from '@/lib/runtime/ledger/spool-line'

export type Lines = {
  lines: RawLine[]
  /** What looked like lines and is none: torn, damaged, or of a version this process does not know. */
  damaged: Buffer[]
  after: SpoolPosition
}

const CHUNK_BYTES = 4 * 1024 * 1024
const LF = 10

/** The segments of a directory, lowest first. */
export function listSegments(directory: string): number[] {
  return readdirSync(directory)
    .filter((name) => /^\d{9}\.spool$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b)
}

/**
 * Lines of one segment from an offset on, a few megabytes of them at most. What follows the last line end (zeros, or a torn
 * line) is not given at all. It reads while the thread waits: made for the flusher's own.
 */
export function readLines(directory: string, from: SpoolPosition, endOffset: number | null, maxBytes = CHUNK_BYTES): Lines {
  const want = endOffset === null ? maxBytes : Math.min(maxBytes, endOffset - from.offset)
  if (want <= 0) return { lines: [], damaged: [], after: from }
  const bytes = readBytes(segmentPath(directory, from.segment), from.offset, want)
  const lines: RawLine[] = []
  const damaged: Buffer[] = []
  let start = 0
  for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, start)) {
    if (bytes[start] === 0) break
    const line = readLine(bytes.subarray(start, end))
    if (line) lines.push(line)
    else damaged.push(bytes.subarray(start, end))
    start = end + 1
  }
  // One line longer than all that was asked for: ask for more of it.
  if (start === 0 && bytes.length === maxBytes && bytes[0] !== 0) return readLines(directory, from, endOffset, maxBytes * 2)
  return { lines, damaged, after: { segment: from.segment, offset: from.offset + start } }
}

function readBytes(path: string, offset: number, length: number): Buffer {
  const fd = openSync(path, 'r')
  try {
    const bytes = Buffer.allocUnsafe(length)
    let size = 0
    while (size < length) {
      const read = readSync(fd, bytes, size, length - size, offset + size)
      if (read === 0) break
      size += read
    }
    return bytes.subarray(0, size)
  } finally {
    closeSync(fd)
  }
}
