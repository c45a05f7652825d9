import { Fault } from '@/lib/base/faults'
import { key, keyImpact, keyList, keyPage } from '@/lib/contracts/key'
import { empty } from '@/lib/contracts/paging'
import { absent } from '@/lib/control/absent'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId, dbIdOf } from '@/lib/control/input'
import { impactOf } from '@/lib/control/keys/key-impact'
import { endsWhere, searchWhere, unusedWhere } from '@/lib/control/keys/key-search'
import { heldKeys, type KeyRow, keyInclude, keyStateWhere, keyView } from '@/lib/control/keys/key-view'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
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

/** A key that people hold, to be changed; a playground's ends when it was made to, and can only be revoked before. */
export async function heldKeyOf(context: Context, id: string): Promise<KeyRow> {
  const row = await keyOf(context, id)
  if (!row.isPlayground) return row
  throw new Fault('resource.wrong_state', {
    public: 'The key is a playground’s: it ends by itself, and can only be revoked before that. Issue a key to keep one.',
  })
}

type KeyFilters = {
  limit: number
  cursor?: string | undefined
  sort?: string | undefined
  search?: string | undefined
  tenantId?: string | undefined
  subscriptionId?: string | undefined
  productId?: string | undefined
  lastFour?: string | undefined
  endsWithinDays?: number | undefined
  unusedDays?: number | undefined
  state?: 'active' | 'expired' | 'revoked' | undefined
}

function listOf({ db, scope, now }: Context, input: KeyFilters, within: Prisma.KeyWhereInput) {
  const where: Prisma.KeyWhereInput = input.state ? keyStateWhere(input.state, now) : {}
  if (input.subscriptionId) where.subscriptionId = dbId('subscription', input.subscriptionId)
  if (input.tenantId || input.productId) {
    where.subscription = { tenantId: dbIdOf('tenant', input.tenantId), productId: dbIdOf('product', input.productId) }
  }
  if (input.lastFour) where.last4 = input.lastFour
  const search = input.search ? searchWhere(input.search) : {}
  const ends = input.endsWithinDays ? endsWhere(input.endsWithinDays, now) : {}
  const unused = input.unusedDays ? unusedWhere(input.unusedDays, now) : {}
  return pageOf({
    query: input,
    sorts: { createdAt: 'time', name: 'text' },
    defaultSort: '-createdAt',
    fetch: ({ after, orderBy, take }) =>
      db.key.findMany({
        where: { AND: [scope.ofSubscription, heldKeys, within, where, search, ends, unused, after] },
        orderBy,
        take,
        include: keyInclude,
      }),
    view: (row) => keyView(row, now),
  })
}
