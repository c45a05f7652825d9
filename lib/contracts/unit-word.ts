/** A kind of units as it reads beside an amount: 1 page, 2 pages. */
export function unitWord(kind: string, amount: number): string {
  if (amount !== 1) return kind
  return kind === 'searches' ? 'search' : kind.replace(/s$/, '')
}
