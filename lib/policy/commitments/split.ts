/** A sum in parts that add up to it, to the nano. */

/**
 * Each part gets its share rounded down; what is left goes, one nano each, to those whose shares lost most (the first of equals).
 * Where all weights are nothing there is nobody to give it to: all parts are nothing.
 */
export function splitNano(totalNano: bigint, weights: readonly bigint[]): bigint[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n)
  if (whole === 0n) return weights.map(() => 0n)
  const parts = weights.map((weight) => (totalNano * weight) / whole)
  let left = totalNano - parts.reduce((sum, part) => sum + part, 0n)
  const byLoss = weights
    .map((weight, at) => ({ at, lost: (totalNano * weight) % whole }))
    .sort((a, b) => (a.lost === b.lost ? a.at - b.at : a.lost > b.lost ? -1 : 1))
  for (const { at } of byLoss) {
    if (left === 0n) break
    parts[at] = (parts[at] ?? 0n) + 1n
    left -= 1n
  }
  return parts
}
