/** Where in a spool: the number of a segment file and a byte in it. */
import { join } from 'node:path'

export type SpoolPosition = { segment: number; offset: number }

export function isBefore(a: SpoolPosition, b: SpoolPosition): boolean {
  return a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset)
}

export function segmentPath(directory: string, segment: number): string {
  return join(directory, `${String(segment).padStart(9, '0')}.spool`)
}
