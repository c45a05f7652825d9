import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Price } from '@/lib/contracts/price'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'

export const priceInclude = { backend: { select: { name: true } } } satisfies Prisma.PriceInclude

export type PriceRow = Prisma.PriceGetPayload<{ include: typeof priceInclude }>

/** A price; `effectiveTo` is when its follower begins. */
export function priceView(row: PriceRow, effectiveTo: Date | null): Price {
  const formatted = (nano: bigint | null) => (nano === null ? null : formatNano(nano))
  return {
    id: toPublicId('price', row.id),
    model: row.model,
    backendId: row.backendId && toPublicId('backend', row.backendId),
    backendName: row.backend?.name ?? null,
    currency: row.currency,
    effectiveFrom: iso(row.effectiveFrom),
    effectiveTo: isoOrNull(effectiveTo),
    perMillion: {
      input: formatNano(row.input),
      cacheRead: formatted(row.cacheRead),
      cacheWrite: formatted(row.cacheWrite),
      output: formatNano(row.output),
      reasoning: formatted(row.reasoning),
      audioIn: formatted(row.audioIn),
      audioOut: formatted(row.audioOut),
      image: formatted(row.image),
    },
    createdAt: iso(row.createdAt),
  }
}
