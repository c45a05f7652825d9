/** Effective-dated prices and the cost of a call: what the gateway bills and what re-rating bills again, by one function. */
import { divideRounded } from '@/lib/base/money'
import { inputTokensOf, type TokenCounts } from '@/lib/policy/pricing/tokens'

/** Nano-units per million tokens of each class (per million images for `image`). A class without a price of its own costs what its kin costs. */
export type PerMillionNano = {
  input: bigint
  cacheRead: bigint | null
  cacheWrite: bigint | null
  /** Like `cacheWrite` where there is none. */
  cacheWrite1h?: bigint | null
  output: bigint
  reasoning: bigint | null
  audioIn: bigint | null
  audioOut: bigint | null
  image: bigint | null
}

/** What a call costs, all of it, whose prompt is longer than `above` tokens. */
export type Tier = { above: number; perMillion: PerMillionNano }

/** Beside tokens: images, characters, seconds, searches, pages. `batch` says that the call goes at the batch price. */
export type Units = { kind: string; amount: number }

/** A price is multiplied by `factor` and divided by `divisor`, in the same step in which a call's cost is rounded. */
export type Terms = { factor: bigint; divisor: bigint }

export type Price = {
  /** Null: no price of the book, but a commitment that has paid for it already. */
  id: string | null
  model: string
  backendId: string | null
  currency: string
  effectiveFromMs: number
  /** Left out: until the next one. */
  untilMs?: number
  perMillion: PerMillionNano
  /** By `above`, the highest first; left out: none. */
  tiers?: readonly Tier[]
  /** Nano-units of one unit of a kind, on top of the tokens. */
  perUnit?: Readonly<Record<string, bigint>>
  /** What a batch call pays of it, in millionths. */
  batchPpm?: bigint
  /** What was agreed on with who pays. */
  terms?: Terms
}

/**
 * The price in force at an instant: the latest whose date has come, one for the backend before one for any backend.
 * `prices` are those of one model, latest first; a commitment's stand before them. Null where there is none.
 */
export function priceAt(prices: readonly Price[], backendId: string | null, atMs: number): Price | null {
  let general: Price | null = null
  for (const price of prices) {
    if (price.effectiveFromMs > atMs || (price.untilMs !== undefined && price.untilMs <= atMs)) continue
    if (backendId !== null && price.backendId === backendId) return price
    if (price.backendId === null && general === null) general = price
  }
  return general
}

const MILLION = 1_000_000n

/** The cost in nano-units, rounded once; null where images were used that the price does not name. */
export function costOf(price: Price, tokens: TokenCounts, units?: readonly Units[]): bigint | null {
  const perMillion = price.tiers ? tierOf(price, price.tiers, inputTokensOf(tokens)) : price.perMillion
  const hasImagePrice = price.perUnit?.images !== undefined
  if (tokens.images > 0 && perMillion.image === null && !hasImagePrice) return null
  const { input, output } = perMillion
  const cacheWrite = perMillion.cacheWrite ?? input
  let sum =
    times(tokens.input, input) +
    times(tokens.cacheRead, perMillion.cacheRead ?? input) +
    times(tokens.cacheWrite, cacheWrite) +
    times(tokens.cacheWrite1h, perMillion.cacheWrite1h ?? cacheWrite) +
    times(tokens.output, output) +
    times(tokens.reasoning, perMillion.reasoning ?? output) +
    times(tokens.audioIn, perMillion.audioIn ?? input) +
    times(tokens.audioOut, perMillion.audioOut ?? output) +
    times(hasImagePrice ? 0 : tokens.images, perMillion.image ?? 0n)
  if (price.perUnit && units) sum += unitsCost(price.perUnit, units)
  if (price.batchPpm !== undefined && units?.some(({ kind }) => kind === 'batch'))
    return agreed(price, sum * price.batchPpm, MILLION * MILLION)
  return agreed(price, sum, MILLION)
}

/** Most classes of most calls are empty. */
function times(count: number, perMillion: bigint): bigint {
  return count === 0 ? 0n : BigInt(count) * perMillion
}

/** In millionths of a nano-unit, as the tokens' are. Recordings have parts of a second: counted to the thousandth. */
function unitsCost(perUnit: Readonly<Record<string, bigint>>, units: readonly Units[]): bigint {
  let sum = 0n
  for (const { kind, amount } of units) sum += BigInt(Math.round(amount * 1_000)) * 1_000n * (perUnit[kind] ?? 0n)
  return sum
}

function tierOf(price: Price, tiers: readonly Tier[], promptTokens: number): PerMillionNano {
  return tiers.find(({ above }) => promptTokens > above)?.perMillion ?? price.perMillion
}

function agreed({ terms }: Price, sum: bigint, divisor: bigint): bigint {
  return terms ? divideRounded(sum * terms.factor, divisor * terms.divisor) : divideRounded(sum, divisor)
}

/** The most a call may cost at a price: every token in the dearest class of its side, and the units that are known before, rounded up. */
export function mostOf(price: Price, inputTokens: number, outputTokens: number, units?: readonly Units[]): bigint {
  let most = dearestOf(price.perMillion, inputTokens, outputTokens)
  for (const { above, perMillion } of price.tiers ?? []) {
    if (inputTokens <= above) continue
    const cost = dearestOf(perMillion, inputTokens, outputTokens)
    if (cost > most) most = cost
  }
  if (units) most += unitsMost(price, units)
  const { factor, divisor } = price.terms ?? none
  const whole = MILLION * divisor
  return (most * factor + whole - 1n) / whole
}

/** Pictures without a price of their own are billed by the million. */
function unitsMost({ perUnit = {}, perMillion }: Price, units: readonly Units[]): bigint {
  if (perUnit.images !== undefined || perMillion.image === null) return unitsCost(perUnit, units)
  const images = units.find(({ kind }) => kind === 'images')?.amount ?? 0
  return unitsCost(perUnit, units) + BigInt(Math.ceil(images)) * perMillion.image
}

const none: Terms = { factor: 1n, divisor: 1n }

function dearestOf(perMillion: PerMillionNano, inputTokens: number, outputTokens: number): bigint {
  const { input, cacheWrite, cacheWrite1h = null, audioIn, output, reasoning, audioOut } = perMillion
  return (
    BigInt(inputTokens) * largest(input, cacheWrite, cacheWrite1h, audioIn) +
    BigInt(outputTokens) * largest(output, reasoning, audioOut)
  )
}

function largest(first: bigint, ...others: (bigint | null)[]): bigint {
  let most = first
  for (const other of others) if (other !== null && other > most) most = other
  return most
}
