import { empty } from '@/lib/contracts/paging'
import { subscription, subscriptionList, subscriptionPage } from '@/lib/contracts/subscription'
import { absent } from '@/lib/control/absent'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'
import {
  type SubscriptionRow,
  subscriptionInclude,
  subscriptionView,
  subscriptionViewer,
} from '@/lib/control/subscriptions/subscription-view'

export const listSubscriptions = query(
  'subscriptions.read',
  { in: subscriptionList, out: subscriptionPage },
  async (context, input) => {
    const { db, scope, now } = context
    const where: Prisma.SubscriptionWhereInput = input.state ? subscriptionStateWhere(input.state, now) : {}
    if (input.tenantId) where.tenantId = dbId('tenant', input.tenantId)
    if (input.productId) where.productId = dbId('product', input.productId)
    const contains = containing(input.search ?? '')
    const search = input.search
      ? { OR: [{ name: contains }, { tenant: { name: contains } }, { product: { name: contains } }] }
      : {}
    const page = await pageOf({
      query: input,
      sorts: { createdAt: 'time', name: 'text' },
      defaultSort: '-createdAt',
      fetch: ({ after, orderBy, take }) =>
        db.subscription.findMany({
          where: { AND: [scope.ofTenant, where, search, after] },
          orderBy,
          take,
          include: subscriptionInclude,
        }),
      view: (row) => row,
    })
    const view = await subscriptionViewer(context, page.items)
    return { items: page.items.map(view), nextCursor: page.nextCursor }
  },
)

export const getSubscription = query(
  'subscriptions.read',
  { path: { id: 'subscription' }, in: empty, out: subscription },
  async (context, { id }) => subscriptionView(context, await subscriptionOf(context, id)),
)

/** The subscription, where the actor may do this to it; else 404. */
export async function subscriptionOf(context: Context, id: string): Promise<SubscriptionRow> {
  const { db, scope } = context
  const row = await db.subscription.findFirst({ where: { AND: [{ id }, scope.ofTenant] }, include: subscriptionInclude })
  if (row) return row
  throw await absent(context, 'subscription', 'subscriptions.read', ({ ofTenant }) =>
    db.subscription.count({ where: { AND: [{ id }, ofTenant] } }),
  )
}

/** Expired is a matter of the clock, not of a column somebody must set. */
export function subscriptionStateWhere(state: SubscriptionRow['state'], now: Date): Prisma.SubscriptionWhereInput {
  if (state === 'expired') return { OR: [{ state }, { state: 'active', expiresAt: { lte: now } }] }
  if (state === 'active') return { state, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }
  return { state }
}
