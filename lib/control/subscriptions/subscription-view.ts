import { toPublicId } from '@/lib/base/ids'
import type { Subscription } from '@/lib/contracts/subscription'
import type { Context } from '@/lib/control/context'
import type { Prisma, Tx } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'
import { productStateAt } from '@/lib/control/products/product-view'

export const subscriptionInclude = {
  tenant: { select: { name: true } },
  product: { select: { name: true, requiresApproval: true, state: true, retiresAt: true } },
} satisfies Prisma.SubscriptionInclude

export type SubscriptionRow = Prisma.SubscriptionGetPayload<{ include: typeof subscriptionInclude }>

/** How the API shows these subscriptions: the people in them by name, their valid keys counted. */
export async function subscriptionViewer(
  { db, now }: Context,
  rows: SubscriptionRow[],
): Promise<(row: SubscriptionRow) => Subscription> {
  const names = await userNames(
    db,
    rows.flatMap((row) => [row.requestedBy, row.decidedBy, row.termsAcceptedBy]),
  )
  const keyCounts = await validKeys(db, rows, now)
  const person = (id: string | null) => (id ? { id: toPublicId('user', id), name: names.get(id) ?? 'somebody who left' } : null)
  return (row) => ({
    id: toPublicId('subscription', row.id),
    tenantId: toPublicId('tenant', row.tenantId),
    tenantName: row.tenant.name,
    productId: toPublicId('product', row.productId),
    productName: row.product.name,
    productState: productStateAt(row.product, now),
    productRetiresAt: isoOrNull(row.product.retiresAt),
    name: row.name,
    purpose: row.purpose,
    costCentre: row.costCentre,
    expectedUse: row.expectedUse,
    state: row.state === 'active' && row.expiresAt && row.expiresAt <= now ? 'expired' : row.state,
    requestedBy: person(row.requestedBy),
    decidedBy: person(row.decidedBy),
    decidedAt: isoOrNull(row.decidedAt),
    reason: row.reason,
    expiresAt: isoOrNull(row.expiresAt),
    terms: termsOf(row, person),
    keyCount: keyCounts.get(row.id) ?? 0,
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  })
}

/** Of these subscriptions only: a count beside each row of a join would count every key there is. */
async function validKeys(db: Tx, rows: SubscriptionRow[], now: Date): Promise<Map<string, number>> {
  if (rows.length === 0) return new Map()
  const counts = await db.key.groupBy({
    by: ['subscriptionId'],
    where: {
      subscriptionId: { in: rows.map((row) => row.id) },
      revokedAt: null,
      isPlayground: false,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
    },
    _count: { _all: true },
  })
  return new Map(counts.map((count) => [count.subscriptionId, count._count._all]))
}

function termsOf(row: SubscriptionRow, person: (id: string | null) => Subscription['requestedBy']): Subscription['terms'] {
  if (row.termsVersion === null || row.termsAcceptedAt === null) return null
  return { version: row.termsVersion, acceptedAt: iso(row.termsAcceptedAt), acceptedBy: person(row.termsAcceptedBy) }
}

export async function subscriptionView(context: Context, row: SubscriptionRow): Promise<Subscription> {
  const view = await subscriptionViewer(context, [row])
  return view(row)
}

/** Names of users by id; who is gone is missing. */
export async function userNames(db: Tx, ids: (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))]
  if (wanted.length === 0) return new Map()
  const users = await db.user.findMany({ where: { id: { in: wanted } }, select: { id: true, name: true } })
  return new Map(users.map((user) => [user.id, user.name]))
}
