/** What was agreed on beside the list price: a discount and a margin, each for a tenant, a product or a provider. */
import type { Price, Terms } from '@/lib/policy/pricing/price'

export type Contract = {
  id: string
  kind: 'discount' | 'margin'
  /** Itself and all below it. */
  tenantId: string | null
  productId: string | null
  provider: string | null
  /** In millionths: 12.5 % is 125,000. */
  ppm: number
  effectiveFromMs: number
}

export type ContractScope = {
  /** The tenant first, then its ancestors. */
  tenantIds: readonly string[]
  productId: string
  provider: string | null
}

const MILLION = 1_000_000n

/**
 * The terms in force: of discounts and of margins the most specific one each. One of a tenant goes before one of a product, that before
 * one of a provider, the tenant's own before its parent's, one that names more before one that names less; the latest of equals.
 * Null where nothing was agreed on.
 */
export function termsAt(contracts: readonly Contract[], scope: ContractScope, atMs: number): Terms | null {
  const discount = ppmOf(contracts, 'discount', scope, atMs)
  const margin = ppmOf(contracts, 'margin', scope, atMs)
  if (discount === 0 && margin === 0) return null
  return { factor: (MILLION - BigInt(discount)) * (MILLION + BigInt(margin)), divisor: MILLION * MILLION }
}

function ppmOf(contracts: readonly Contract[], kind: Contract['kind'], scope: ContractScope, atMs: number): number {
  let best: Contract | null = null
  let bestRank = -1
  for (const contract of contracts) {
    if (contract.kind !== kind || contract.effectiveFromMs > atMs) continue
    const rank = rankOf(contract, scope)
    if (rank > bestRank || (rank === bestRank && best !== null && contract.effectiveFromMs > best.effectiveFromMs)) {
      best = contract
      bestRank = rank
    }
  }
  return best?.ppm ?? 0
}

/** How closely a contract fits, or -1 where it is about something else. */
function rankOf({ tenantId, productId, provider }: Contract, scope: ContractScope): number {
  const depth = tenantId === null ? -1 : scope.tenantIds.indexOf(tenantId)
  if (tenantId !== null && depth < 0) return -1
  if (productId !== null && productId !== scope.productId) return -1
  if (provider !== null && provider !== scope.provider) return -1
  const nearness = tenantId === null ? 0 : 1_000 - Math.min(depth, 999)
  return nearness * 4 + (productId === null ? 0 : 2) + (provider === null ? 0 : 1)
}

const known = new WeakMap<Price, Map<bigint, Price>>()

/** The price with its terms; the same object for the same terms, so that equal prices can be told by identity. */
export function withTerms(price: Price, terms: Terms | null): Price {
  if (terms === null) return price
  let byFactor = known.get(price)
  if (!byFactor) {
    byFactor = new Map()
    known.set(price, byFactor)
  }
  let agreed = byFactor.get(terms.factor)
  if (!agreed) {
    agreed = { ...price, terms }
    byFactor.set(terms.factor, agreed)
  }
  return agreed
}
