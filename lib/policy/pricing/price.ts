/** Effective-dated prices and the cost of a call. */
import { divideRounded } from '@/lib/base/money'
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

/** Nano-units per million tokens of each class (per million images for `image`). A class without a price of its own costs what its kin costs. */
export type PerMillionNano = {
  input: bigint
  cacheRead: bigint | null
  cacheWrite: bigint | null
  output: bigint
  reasoning: bigint | null
  audioIn: bigint | null
  audioOut: bigint | null
  image: bigint | null
}

export type Price = {
  id: string
  model: string
  backendId: string | null
  currency: string
  effectiveFromMs: number
  perMillion: PerMillionNano
}

/**
 * The price in force at an instant: the latest whose date has come, one for the backend before one for any backend.
 * `prices` are those of one model, latest first. Null where there is none.
 */
export function priceAt(prices: readonly Price[], backendId: string | null, atMs: number): Price | null {
  let general: Price | null = null
  for (const price of prices) {
    if (price.effectiveFromMs > atMs) continue
    if (backendId !== null && price.backendId === backendId) return price
    if (price.backendId === null && general === null) general = price
  }
  return general
}

/** The cost in nano-units, rounded once; null where images were used that the price does not name. */
export function costOf(price: Price, tokens: TokenCounts): bigint | null {
  const { perMillion } = price
  if (tokens.images > 0 && perMillion.image === null) return null
  const { input, output } = perMillion
  const sum =
    times(tokens.input, input) +
    times(tokens.cacheRead, perMillion.cacheRead ?? input) +
    times(tokens.cacheWrite, perMillion.cacheWrite ?? input) +
    times(tokens.output, output) +
    times(tokens.reasoning, perMillion.reasoning ?? output) +
    times(tokens.audioIn, perMillion.audioIn ?? input) +
    times(tokens.audioOut, perMillion.audioOut ?? output) +
    times(tokens.images, perMillion.image ?? 0n)
  return divideRounded(sum, 1_000_000n)
}

/** Most classes of most calls are empty. */
function times(count: number, perMillion: bigint): bigint {
  return count === 0 ? 0n : BigInt(count) * perMillion
}

/** The most a call may cost at a price: every token in the dearest class of its side, rounded up. */
export function mostOf(price: Price, inputTokens: number, outputTokens: number): bigint {
  const { input, cacheWrite, audioIn, output, reasoning, audioOut } = price.perMillion
  const sum =
    BigInt(inputTokens) * largest(input, cacheWrite, audioIn) + BigInt(outputTokens) * largest(output, reasoning, audioOut)
  return (sum + 999_999n) / 1_000_000n
}

function largest(first: bigint, ...others: (bigint | null)[]): bigint {
  return others.reduce<bigint>((most, value) => (value !== null && value > most ? value : most), first)
}
