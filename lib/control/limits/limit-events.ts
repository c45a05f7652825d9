import { type LimitEvent, limitEventList, limitEventPage } from '@/lib/contracts/limit'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { iso } from '@/lib/control/iso'
import { counterNames } from '@/lib/control/limits/counter-names'
import { amountView } from '@/lib/control/limits/limit-amount'
import { countKeyView, ownCounter } from '@/lib/control/limits/limit-counters'
import { visibleLimits } from '@/lib/control/limits/limit-queries'
import { type LimitRow, limitInclude, limitView, measureOf } from '@/lib/control/limits/limit-view'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'

/**
 * Which quotas and budgets have reached a threshold, newest first; a tenant sees its own counters only. Those of limits that
 * are gone are left out, so a page may be shorter than asked for.
 */
export const listLimitEvents = query('limits.read', { in: limitEventList, out: limitEventPage }, async (context, input) => {
  const { db, now } = context
  const where: Prisma.LimitEventWhereInput = {
    ...(input.limitId && { limitId: dbId('limit', input.limitId) }),
    at: { ...(input.from && { gte: new Date(input.from) }), ...(input.to && { lt: new Date(input.to) }) },
  }
  const seen = await seenLimits(context)
  const page = await pageOf({
    query: { ...input, sort: undefined },
    sorts: { id: 'number' },
    defaultSort: '-id',
    fetch: ({ after, orderBy, take }) => db.limitEvent.findMany({ where: { AND: [where, seen, after] }, orderBy, take }),
    view: (row) => row,
  })
  const limits = await db.limit.findMany({
    where: { AND: [visibleLimits(context), { id: { in: [...new Set(page.items.map((row) => row.limitId))] } }] },
    include: limitInclude,
  })
  const byId = new Map(limits.map((limit) => [limit.id, limit]))
  const isOwn = await ownCounter(context)
  const shown = page.items.flatMap((row) => {
    const limit = byId.get(row.limitId)
    return limit && isOwn(limit, row.countKey)
      ? [{ limit, row, countBy: limit.countBy, countKey: countKeyView(limit, row.countKey) }]
      : []
  })
  const nameOf = await counterNames(context, shown)
  return { nextCursor: page.nextCursor, items: shown.map((event) => eventView({ ...event, countName: nameOf(event), now })) }
})

/** Whoever reads the whole platform sees the events of every limit; a tenant's limits are few enough to be named. */
async function seenLimits(context: Context): Promise<Prisma.LimitEventWhereInput> {
  if (context.scope.tenantIds === null) return {}
  const limits = await context.db.limit.findMany({ where: visibleLimits(context), select: { id: true } })
  return { limitId: { in: limits.map((limit) => limit.id) } }
}

type Shown = {
  limit: LimitRow
  row: Prisma.LimitEventGetPayload<object>
  countKey: string
  countName: string | null
  now: Date
}

function eventView({ limit, row, countKey, countName, now }: Shown): LimitEvent {
  const measure = measureOf[limit.measure]
  const { id, name, currency } = limitView(limit, now)
  return {
    limitId: id,
    limitName: name,
    measure,
    currency,
    period: limit.period,
    countKey,
    countName,
    periodStart: iso(row.periodStart),
    threshold: row.threshold,
    used: amountView(measure, row.total),
    amount: amountView(measure, row.amount),
    at: iso(row.at),
  }
}
