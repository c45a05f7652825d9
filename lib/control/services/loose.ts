/** An object of somebody else's, of which nothing is known. */
export type Loose = Record<string, unknown>

export function looseOf(value: unknown): Loose | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : null
}

/** A text of one line, so long at most, whatever its length; empty for all else. */
export function textOf(value: unknown, most: number): string {
  return typeof value === 'string'
    ? value
        .slice(0, most * 4)
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, most)
    : ''
}
