import { toPublicId } from '@/lib/base/ids'
import { closeMonthIn, closing, closingQuery, monthClosed } from '@/lib/contracts/statement'
import { runningCommitments, wholeHoursEnd } from '@/lib/control/commitments/allocate-hours'
import type { Context } from '@/lib/control/context'
import { dbIdOf } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { closeStatement, endOfMonth } from '@/lib/control/statements/close-statement'
import { waitingFor } from '@/lib/control/statements/flush-watermark'
import { lateTenants, sharing } from '@/lib/control/statements/late-tenants'
import { firstOf, monthAfter } from '@/lib/control/statements/month-usage'
import { costsView } from '@/lib/control/statements/statement-view'
import { correctedMonths } from '@/lib/db/corrected-months'

/** In one request. Each is a command of its own, so what was closed stays closed. */
const AT_ONCE = 100

/**
 * Closes the month of every tenant that used something in it, some at a time: `remaining` says whether to ask again. A tenant
 * whose month is not over yet in its own time zone is left for later.
 */
export const closeMonth = query(
  'statements.close',
  { in: closeMonthIn, out: monthClosed },
  async (context, { month, tenantId, without }) => {
    const open = await openTenants(context, month, dbIdOf('tenant', tenantId))
    const ready = open.filter(({ isOver }) => isOver)
    const closed = []
    for (const tenant of ready.slice(0, AT_ONCE)) {
      const input = { month, tenantId: toPublicId('tenant', tenant.id), without }
      const { id, number, tenantName } = await closeStatement(context.actor, input, context.call)
      closed.push({ id, number, tenantName })
    }
    return { closed, remaining: ready.length - closed.length }
  },
)

/** How far a month is closed, what that comes to, and what stands in the way of the rest. */
export const getClosing = query('statements.read', { in: closingQuery, out: closing }, async (context, { month }) => {
  const { db, scope, now } = context
  const first = firstOf(month)
  const open = await openTenants(context, month)
  const ready = open.filter(({ isOver }) => isOver)
  const inForce = { ...scope.ofTenant, month: first, reopened: null }
  const closed = await db.statement.count({ where: inForce })
  const sums = await db.statementLine.groupBy({ by: ['currency'], where: { statement: inForce }, _sum: { costNano: true } })
  // Of tenants in the far west the month ends last: nobody waits for what is not asked for yet.
  const latest = ready.reduce((end, tenant) => Math.max(end, tenant.end.getTime()), 0)
  return {
    month,
    tenants: open.length + closed,
    closed,
    open: ready.length,
    running: open.length - ready.length,
    totals: costsView(sums.map(({ currency, _sum }) => ({ currency, costNano: _sum.costNano ?? 0n }))),
    waitingFor: latest === 0 || scope.tenantIds !== null ? [] : await waitingFor(db, new Date(latest), now),
  }
})

type OpenTenant = { id: string; name: string; end: Date; isOver: boolean }

/** Tenants with usage in the month, or late usage or a correction of one before, whose statement is still to be made. */
async function openTenants({ db, scope, now }: Context, month: string, tenantId?: string | null): Promise<OpenTenant[]> {
  const first = firstOf(month)
  const used = await db.usageRollup.groupBy({
    by: ['tenantId'],
    where: {
      AND: [scope.ofTenant, tenantId ? { tenantId } : {}],
      localDay: { gte: first, lt: monthAfter(first) },
      outcome: { not: 'refused' },
    },
  })
  const isAsked = (id: string) => (scope.tenantIds === null || scope.tenantIds.includes(id)) && (!tenantId || id === tenantId)
  const corrected = await correctedMonths(db, first, tenantId ?? null)
  const others = [...(await sharing(db, first)), ...corrected.map((one) => one.tenantId)].filter(isAsked)
  const closed = await db.statement.findMany({ where: { month: first, reopened: null }, select: { tenantId: true } })
  const isClosed = new Set(closed.map((one) => one.tenantId))
  const late = await lateTenants(db, first, { AND: [scope.ofTenant, tenantId ? { tenantId } : {}] })
  const ids = [...new Set([...used.map((one) => one.tenantId), ...others, ...late])].filter((id) => !isClosed.has(id))
  const tenants = await db.tenant.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true, timeZones: { orderBy: { effectiveFrom: 'asc' } } },
    orderBy: { name: 'asc' },
  })
  const running = await runningCommitments(db, now)
  return tenants.map(({ id, name, timeZones }) => {
    const end = wholeHoursEnd(running, endOfMonth({ timeZones }, first).end)
    return { id, name, end, isOver: end <= now }
  })
}
