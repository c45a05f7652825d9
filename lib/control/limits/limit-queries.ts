import { isAllowedEverywhere } from '@/lib/access/actor'
import { Fault } from '@/lib/base/faults'
import { limit, limitList, limitPage, limitUsagePage } from '@/lib/contracts/limit'
import { empty } from '@/lib/contracts/paging'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { counterNames } from '@/lib/control/limits/counter-names'
import { countersOf } from '@/lib/control/limits/limit-counters'
import { type LimitRow, limitInclude, limitView, measureColumn } from '@/lib/control/limits/limit-view'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { visibleProducts } from '@/lib/control/products/product-queries'
import { containing } from '@/lib/control/search'

const MOST_COUNTERS = 1000

export const listLimits = query('limits.read', { in: limitList, out: limitPage }, (context, input) => {
  const where: Prisma.LimitWhereInput = {}
  if (input.tenantId) where.tenantId = dbId('tenant', input.tenantId)
  if (input.productId) where.productId = dbId('product', input.productId)
  if (input.subscriptionId) where.subscriptionId = dbId('subscription', input.subscriptionId)
  if (input.keyId) where.keyId = dbId('key', input.keyId)
  if (input.model) where.model = input.model
  if (input.measure) where.measure = measureColumn[input.measure]
  if (input.search) where.name = containing(input.search)
  return pageOf({
    query: input,
    sorts: { name: 'text', createdAt: 'time', amount: 'number' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) =>
      context.db.limit.findMany({
        where: { AND: [visibleLimits(context), where, after] },
        orderBy,
        take,
        include: limitInclude,
      }),
    view: (row) => limitView(row, context.now),
  })
})

export const getLimit = query('limits.read', { path: { id: 'limit' }, in: empty, out: limit }, async (context, { id }) =>
  limitView(await limitOf(context, id, visibleLimits(context)), context.now),
)

/** What is used of a limit now, by counter; a tenant sees its own counters only. */
export const getLimitUsage = query(
  'limits.read',
  { path: { id: 'limit' }, in: empty, out: limitUsagePage },
  async (context, { id }) => {
    const row = await limitOf(context, id, visibleLimits(context))
    const counters = await countersOf(context, [row])
    const own = counters.get(row.id) ?? []
    const shown = own.slice(0, MOST_COUNTERS).map((counter) => ({ ...counter, countBy: row.countBy }))
    const nameOf = await counterNames(context, shown)
    const named = shown.map(({ countBy, ...counter }) => ({ ...counter, countName: nameOf({ ...counter, countBy }) }))
    return { limitId: limitView(row, context.now).id, counters: named, counterCount: own.length }
  },
)

export async function limitOf({ db }: Context, id: string, within: Prisma.LimitWhereInput): Promise<LimitRow> {
  const row = await db.limit.findFirst({ where: { AND: [{ id }, within] }, include: limitInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such limit.' })
  return row
}

/** A tenant sees its own limits and the general ones its calls meet. */
export function visibleLimits(context: Context): Prisma.LimitWhereInput {
  const { tenantIds } = context.scope
  if (tenantIds === null) return {}
  const general = {
    tenantId: null,
    subscriptionId: null,
    keyId: null,
    userId: null,
    countBy: { in: ['tenant', 'subscription', 'key', 'user'] },
    OR: [{ productId: null }, { product: visibleProducts(context) }],
  } satisfies Prisma.LimitWhereInput
  return { OR: [...ownLimits(tenantIds), general] }
}

/** The limits this actor may change: all, or those that owners of the own tenants set. */
export function changeableLimits({ actor, scope }: Context): Prisma.LimitWhereInput {
  if (scope.tenantIds === null || isAllowedEverywhere(actor, 'limits.update')) return {}
  return { setByOwner: true, OR: ownLimits(scope.tenantIds) }
}

function ownLimits(tenantIds: string[]): Prisma.LimitWhereInput[] {
  const within = { in: tenantIds }
  return [{ tenantId: within }, { subscription: { tenantId: within } }, { key: { subscription: { tenantId: within } } }]
}
