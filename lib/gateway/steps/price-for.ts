/** At which price a call is billed: the list price of its backend, with what was agreed on with who pays. */
import type { ModelEntry } from '@/lib/gateway/catalog'
import type { Extras } from '@/lib/gateway/operations/extras'
import type { Authenticated } from '@/lib/gateway/steps/authenticate'
import { termsAt, withTerms } from '@/lib/policy/pricing/contract'
import { type Price, priceAt, type Units } from '@/lib/policy/pricing/price'

export function priceFor(
  { key, snapshot }: Pick<Authenticated, 'key' | 'snapshot'>,
  model: ModelEntry,
  backendId: string | null,
  atMs: number,
): Price | null {
  const price = priceAt(model.prices, backendId, atMs)
  const { contracts, backends } = snapshot
  if (price === null || contracts.length === 0) return price
  const provider = (backendId === null ? undefined : backends.get(backendId)?.provider) ?? null
  const tenantIds = key.subscription.tenant.lineage
  return withTerms(price, termsAt(contracts, { tenantIds, productId: key.product.id, provider }, atMs))
}

/** Does a price name what a call is billed by? */
export function namesCost({ isUnpriced, billedBy }: Extras, { batchPpm, perUnit }: Price): boolean {
  if (!isUnpriced) return true
  if (billedBy === 'batch') return batchPpm !== undefined
  return typeof billedBy === 'string' && perUnit?.[billedBy] !== undefined
}

/** What is billed and booked beside tokens, the batch price included. */
export function billedUnits({ billedBy }: Extras, units: readonly Units[] | undefined): Units[] | undefined {
  return billedBy === 'batch' ? [...(units ?? []), { kind: 'batch', amount: 1 }] : units && [...units]
}
