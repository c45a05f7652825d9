/** What a booked call would cost at the prices known now, and whether it may be billed so. */
import { type Contract, termsAt, withTerms } from '@/lib/policy/pricing/contract'
import { costOf, type Price, priceAt, type Units } from '@/lib/policy/pricing/price'
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

/** A call as the ledger has it. */
export type BookedCall = {
  startedAtMs: number
  /** The tenant first, then its ancestors. */
  tenantIds: readonly string[]
  productId: string
  backendId: string | null
  provider: string | null
  operation: string
  measured: 'measured' | 'estimated' | 'none'
  tokens: TokenCounts
  units: readonly Units[]
  currency: string | null
  costNano: bigint | null
}

export type KnownPrice = Price & { createdAtMs: number }

export type PriceBook = {
  /** Of one model, latest first, a commitment's before them. */
  prices: readonly KnownPrice[]
  contracts: readonly Contract[]
}

export type Rated = { currency: string; costNano: bigint }

/** Null where it stays as it was billed: it agrees, or the price does not say what such a call costs. */
export function rateAgain(call: BookedCall, { prices, contracts }: PriceBook): Rated | null {
  if (call.measured === 'none') return null
  const price = priceAt(prices, call.backendId, call.startedAtMs)
  if (!price || !namesCostOf(call, price) || (call.costNano === null && wasUnknowable(call, prices, price))) return null
  const costNano = costOf(withTerms(price, termsAt(contracts, call, call.startedAtMs)), call.tokens, call.units)
  if (costNano === null || (costNano === call.costNano && price.currency === call.currency)) return null
  return { currency: price.currency, costNano }
}

/** There was a price then, and yet nobody knew the cost: the call was billed by something that the price did not name. Does this one? */
function wasUnknowable(call: BookedCall, prices: readonly KnownPrice[], price: Price): boolean {
  const then = prices.filter(({ createdAtMs }) => createdAtMs <= call.startedAtMs)
  if (!priceAt(then, call.backendId, call.startedAtMs)) return false
  return !call.units.some(({ kind }) => isNamed(kind, price))
}

/** Operations that are billed by the unit, unless the answer gave figures of its own. */
const byUnit = new Set(['service', 'speech', 'transcriptions'])

/**
 * What the gateway asks before it bills: a batch call needs a batch price, a call of units a price of its units, and one that did not say its
 * units has an unknown cost. A commitment has paid for all of them.
 */
function namesCostOf({ operation, measured, tokens, units }: BookedCall, price: Price): boolean {
  if (price.id === null) return true
  if (units.some(({ kind }) => kind === 'batch') && price.batchPpm === undefined) return false
  const isOfTokens = Object.values(tokens).some((count) => count > 0)
  if (isOfTokens && !(byUnit.has(operation) && measured === 'estimated')) return true
  const own = units.filter(({ kind }) => kind !== 'batch')
  return own.length > 0 ? own.every(({ kind }) => isNamed(kind, price)) : !byUnit.has(operation)
}

function isNamed(kind: string, price: Price): boolean {
  return kind === 'batch' ? price.batchPpm !== undefined : price.perUnit?.[kind] !== undefined
}
