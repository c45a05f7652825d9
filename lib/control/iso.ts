/** Times as contracts write them. */

export function iso(at: Date): string {
  return at.toISOString()
}

export function isoOrNull(at: Date | null): string | null {
  return at ? at.toISOString() : null
}
