import { type LimitEvent, limitEventList, limitEventPage } from '@/lib/contracts/limit'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { iso } from '@/lib/control/iso'
import { amountView } from '@/lib/control/limits/limit-amount'
import { countKeyView, ownCounter } from '@/lib/control/limits/limit-counters'
import { visibleLimits } from '@/lib/control/limits/limit-queries'
import { type LimitRow, limitInclude, limitView, measureOf } from '@/lib/control/limits/limit-view'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'

/** Which quotas and budgets have reached a threshold, newest first; a tenant sees its own counters only. */
export const listLimitEvents = query('limits.read', { in: limitEventList, out: limitEventPage }, async (context, input) => {
  const { db, now } = context
  const asked = input.limitId ? { id: dbId('limit', input.limitId) } : {}
  const limits = await db.limit.findMany({ where: { AND: [visibleLimits(context), asked] }, include: limitInclude })
  const byId = new Map(limits.map((limit) => [limit.id, limit]))
  const isOwn = await ownCounter(context)
  const where: Prisma.LimitEventWhereInput = {
    limitId: { in: [...byId.keys()] },
    at: { ...(input.from && { gte: new Date(input.from) }), ...(input.to && { lt: new Date(input.to) }) },
  }
  const page = await pageOf({
    query: { ...input, sort: undefined },
    sorts: { id: 'number' },
    defaultSort: '-id',
    fetch: ({ after, orderBy, take }) => db.limitEvent.findMany({ where: { AND: [where, after] }, orderBy, take }),
    view: (row) => {
      const limit = byId.get(row.limitId)
      return limit && isOwn(limit, row.countKey) ? eventView(limit, row, now) : null
    },
  })
  return { ...page, items: page.items.filter((item) => item !== null) }
})

function eventView(limit: LimitRow, row: Prisma.LimitEventGetPayload<object>, now: Date): LimitEvent {
  const measure = measureOf[limit.measure]
  const { id, name, currency } = limitView(limit, now)
  return {
    limitId: id,
    limitName: name,
    measure,
    currency,
    period: limit.period,
    countKey: countKeyView(limit, row.countKey),
    periodStart: iso(row.periodStart),
    threshold: row.threshold,
    used: amountView(measure, row.total),
    amount: amountView(measure, row.amount),
    at: iso(row.at),
  }
}
