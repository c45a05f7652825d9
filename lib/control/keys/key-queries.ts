import { key, keyImpact, keyList, keyPage } from '@/lib/contracts/key'
import { empty } from '@/lib/contracts/paging'
import { absent } from '@/lib/control/absent'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { impactOf } from '@/lib/control/keys/key-impact'
import { type KeyRow, keyInclude, keyStateWhere, keyView } from '@/lib/control/keys/key-view'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'
import { subscriptionOf } from '@/lib/control/subscriptions/subscription-queries'

export const listKeys = query('keys.read', { in: keyList, out: keyPage }, (context, input) => listOf(context, input, {}))

export const listSubscriptionKeys = query(
  'keys.read',
  { path: { id: 'subscription' }, in: keyList.omit({ subscriptionId: true, tenantId: true }), out: keyPage },
  async (context, input) => {
    await subscriptionOf(context, input.id)
    return listOf(context, input, { subscriptionId: input.id })
  },
)

export const getKey = query('keys.read', { path: { id: 'key' }, in: empty, out: key }, async (context, { id }) =>
  keyView(await keyOf(context, id), context.now),
)

/** What stops working when the key is revoked. */
export const getKeyImpact = query('keys.read', { path: { id: 'key' }, in: empty, out: keyImpact }, async (context, { id }) =>
  impactOf(context, await keyOf(context, id)),
)

/** The key, where the actor may do this to it; else 404. */
export async function keyOf(context: Context, id: string): Promise<KeyRow> {
  const { db, scope } = context
  const row = await db.key.findFirst({ where: { AND: [{ id }, scope.ofSubscription] }, include: keyInclude })
  if (row) return row
  throw await absent(context, 'key', 'keys.read', ({ ofSubscription }) =>
    db.key.count({ where: { AND: [{ id }, ofSubscription] } }),
  )
}

type KeyFilters = {
  limit: number
  cursor?: string | undefined
  sort?: string | undefined
  search?: string | undefined
  tenantId?: string | undefined
  subscriptionId?: string | undefined
  state?: 'active' | 'expired' | 'revoked' | undefined
}

function listOf({ db, scope, now }: Context, input: KeyFilters, within: Prisma.KeyWhereInput) {
  const where: Prisma.KeyWhereInput = input.state ? keyStateWhere(input.state, now) : {}
  if (input.subscriptionId) where.subscriptionId = dbId('subscription', input.subscriptionId)
  if (input.tenantId) where.subscription = { tenantId: dbId('tenant', input.tenantId) }
  const contains = containing(input.search ?? '')
  // The last four characters are what somebody who found a key can tell of it.
  const search = input.search ? { OR: [{ name: contains }, { last4: input.search.slice(-4) }] } : {}
  return pageOf({
    query: input,
    sorts: { createdAt: 'time', name: 'text' },
    defaultSort: '-createdAt',
    fetch: ({ after, orderBy, take }) =>
      db.key.findMany({
        where: { AND: [scope.ofSubscription, within, where, search, after] },
        orderBy,
        take,
        include: keyInclude,
      }),
    view: (row) => keyView(row, now),
  })
}
