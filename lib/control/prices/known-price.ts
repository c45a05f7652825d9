/** Prices, contracts and what a call used, as the rules of pricing know them. */
import type { Prisma } from '@/lib/control/database'
import { perUnitOf, tiersOf } from '@/lib/control/prices/price-columns'
import type { Contract } from '@/lib/policy/pricing/contract'
import type { Price } from '@/lib/policy/pricing/price'

export function knownPrice(row: Prisma.PriceGetPayload<object>): Price {
  const { id, model, backendId, currency, effectiveFrom, input, output } = row
  const { cacheRead, cacheWrite, cacheWrite1h, reasoning, audioIn, audioOut, image } = row
  const tiers = tiersOf(row.tiers)
  const perUnit = perUnitOf(row.perUnit)
  return {
    id,
    model,
    backendId,
    currency,
    effectiveFromMs: effectiveFrom.getTime(),
    perMillion: { input, cacheRead, cacheWrite, cacheWrite1h, output, reasoning, audioIn, audioOut, image },
    ...(tiers.length > 0 ? { tiers: tiers.sort((a, b) => b.above - a.above) } : {}),
    ...(Object.keys(perUnit).length > 0 ? { perUnit } : {}),
    ...(row.batchPpm === null ? {} : { batchPpm: BigInt(row.batchPpm) }),
  }
}

export function knownContract(row: Prisma.PriceContractGetPayload<object>): Contract {
  const { id, kind, tenantId, productId, provider, ppm, effectiveFrom } = row
  return { id, kind, tenantId, productId, provider, ppm, effectiveFromMs: effectiveFrom.getTime() }
}
