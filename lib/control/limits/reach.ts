/** What calls of tenants can go through: the names under which limits count them. By ids of the database. */
import type { Context } from '@/lib/control/context'

/** Where a question leaves something open, it is one of these. */
export type Reach = Record<'product' | 'subscription' | 'key' | 'user', ReadonlySet<string>>

export async function reachOf(db: Context['db'], tenantIds: string[]): Promise<Reach> {
  const subscriptions = await db.subscription.findMany({
    where: { tenantId: { in: tenantIds } },
    select: { id: true, productId: true, keys: { select: { id: true, createdBy: true } } },
  })
  const keys = subscriptions.flatMap((subscription) => subscription.keys)
  return {
    product: new Set(subscriptions.map(({ productId }) => productId)),
    subscription: new Set(subscriptions.map(({ id }) => id)),
    key: new Set(keys.map(({ id }) => id)),
    user: new Set(keys.flatMap(({ createdBy }) => createdBy ?? [])),
  }
}
