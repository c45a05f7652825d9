/** Reads the lines of a spool's segments, in order, up to where they end. */
import { open, readdir } from 'node:fs/promises'
import { type SpoolPosition, segmentPath } from '@/lib/runtime/ledger/spool'
import { decodeLine, type SpoolLine } from '@/lib/runtime/ledger/spool-line'

export type ReadLine = { line: SpoolLine | null; after: SpoolPosition }

const CHUNK_BYTES = 1024 * 1024
const LF = 10

/** The segments of a directory, lowest first. */
export async function listSegments(directory: string): Promise<number[]> {
  const names = await readdir(directory)
  return names
    .filter((name) => /^\d{9}\.spool$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b)
}

/**
 * Lines of one segment from an offset on, at most `maxLines`. A damaged line is given as null and skipped; what follows the
 * last line end (zeros, or a torn line) is not given at all.
 */
export async function readLines(
  directory: string,
  from: SpoolPosition,
  endOffset: number | null,
  maxLines: number,
): Promise<ReadLine[]> {
  const file = await open(segmentPath(directory, from.segment), 'r')
  const lines: ReadLine[] = []
  try {
    let offset = from.offset
    let pending = Buffer.alloc(0)
    while (lines.length < maxLines) {
      const want = endOffset === null ? CHUNK_BYTES : Math.min(CHUNK_BYTES, endOffset - offset - pending.length)
      if (want <= 0) break
      const chunk = Buffer.allocUnsafe(want)
      const { bytesRead } = await file.read(chunk, 0, want, offset + pending.length)
      if (bytesRead === 0) break
      const bytes = Buffer.concat([pending, chunk.subarray(0, bytesRead)])
      let start = 0
      for (let end = bytes.indexOf(LF); end !== -1 && lines.length < maxLines; end = bytes.indexOf(LF, start)) {
        const after = { segment: from.segment, offset: offset + end + 1 }
        if (bytes[start] === 0) return lines
        lines.push({ line: decodeLine(bytes.subarray(start, end)), after })
        start = end + 1
      }
      offset += start
      pending = bytes.subarray(start)
      if (pending[0] === 0) break
    }
  } finally {
    await file.close()
  }
  return lines
}
