import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Price } from '@/lib/contracts/price'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'
import { classPricesOf, perUnitOf, tiersOf } from '@/lib/control/prices/price-columns'

export const priceInclude = { backend: { select: { name: true } } } satisfies Prisma.PriceInclude

export type PriceRow = Prisma.PriceGetPayload<{ include: typeof priceInclude }>

/** A price; `effectiveTo` is when its follower begins. */
export function priceView(row: PriceRow, effectiveTo: Date | null): Price {
  return {
    id: toPublicId('price', row.id),
    model: row.model,
    backendId: row.backendId && toPublicId('backend', row.backendId),
    backendName: row.backend?.name ?? null,
    currency: row.currency,
    effectiveFrom: iso(row.effectiveFrom),
    effectiveTo: isoOrNull(effectiveTo),
    perMillion: classPricesOf(row),
    tiers: tiersOf(row.tiers).map(({ above, perMillion }) => ({ above, perMillion: classPricesOf(perMillion) })),
    perUnit: Object.fromEntries(Object.entries(perUnitOf(row.perUnit)).map(([kind, nano]) => [kind, formatNano(nano)])),
    batchPercent: row.batchPpm === null ? null : row.batchPpm / 10_000,
    createdAt: iso(row.createdAt),
  }
}
