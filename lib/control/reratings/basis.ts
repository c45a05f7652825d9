import { sha256 } from '@/lib/base/digest'
import type { Tx } from '@/lib/control/database'
import type { Asked } from '@/lib/control/reratings/rate-calls'

/**
 * What a re-rating was worked out from, as a digest: prices, contracts, commitments, and what was booked before. Equal as long as working it
 * out again would start from the same; no clock tells that, as much may change while many calls are read.
 */
export async function basisOf(db: Tx, { model, from, to }: Omit<Asked, 'backendId'>): Promise<string> {
  const before = { effectiveFrom: { lt: to } }
  const id = { id: true } as const
  const orderBy = { id: 'asc' } as const
  const parts = await Promise.all([
    db.price.findMany({ where: { model, ...before }, select: id, orderBy }),
    db.priceContract.findMany({ where: before, select: id, orderBy }),
    db.commitment.findMany({
      where: { OR: [{ model }, { model: null }], from: { lt: to } },
      select: { id: true, from: true, until: true },
      orderBy,
    }),
    db.rerating.findMany({
      where: { model, state: 'booked', from: { lt: to }, to: { gt: from } },
      select: id,
      orderBy,
    }),
  ])
  return sha256(JSON.stringify(parts)).toString('hex')
}
