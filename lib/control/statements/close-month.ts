import { toPublicId } from '@/lib/base/ids'
import { closeMonthIn, closing, closingQuery, monthClosed } from '@/lib/contracts/statement'
import type { Context } from '@/lib/control/context'
import type { Prisma, Tx } from '@/lib/control/database'
import { dbIdOf } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { closeStatement, endOfMonth } from '@/lib/control/statements/close-statement'
import { waitingFor } from '@/lib/control/statements/flush-watermark'
import { firstOf, monthAfter } from '@/lib/control/statements/month-usage'
import { costsView } from '@/lib/control/statements/statement-view'

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

/** Tenants with usage in the month, or late usage of one before, whose statement is still to be made. */
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
  const closed = await db.statement.findMany({ where: { month: first, reopened: null }, select: { tenantId: true } })
  const isClosed = new Set(closed.map((one) => one.tenantId))
  const late = await lateTenants(db, first, { AND: [scope.ofTenant, tenantId ? { tenantId } : {}] })
  const ids = [...new Set([...used.map((one) => one.tenantId), ...late])].filter((id) => !isClosed.has(id))
  const tenants = await db.tenant.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true, timeZones: { orderBy: { effectiveFrom: 'asc' } } },
    orderBy: { name: 'asc' },
  })
  return tenants.map(({ id, name, timeZones }) => {
    const { end } = endOfMonth({ timeZones }, first)
    return { id, name, end, isOver: end <= now }
  })
}

/** So far back a tenant that uses nothing any more is looked at; one that does has all of its late usage on its next statement. */
const IDLE_MONTHS = 3
const compared = ['calls', 'costNano', 'input', 'output'] as const

/** Tenants of whose last closed months the ledger knows more, or less, than their statements say. */
async function lateTenants(
  db: Tx,
  month: Date,
  within: Prisma.UsageRollupWhereInput & Prisma.StatementWhereInput,
): Promise<string[]> {
  const late = new Set<string>()
  const _sum = { calls: true, costNano: true, input: true, output: true } as const
  for (let back = 1; back <= IDLE_MONTHS; back++) {
    const first = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() - back, 1))
    const days = { gte: first, lt: monthAfter(first) }
    const closed = await db.statement.findMany({
      where: { AND: [within, { month: first, reopened: null }] },
      select: { tenantId: true },
    })
    if (closed.length === 0) continue
    const known = await db.usageRollup.groupBy({
      by: ['tenantId'],
      where: { tenantId: { in: closed.map((one) => one.tenantId) }, localDay: days, outcome: { not: 'refused' } },
      _sum,
    })
    const lines = await db.statementLine.groupBy({
      by: ['statementId'],
      where: { day: days, statement: { AND: [within, { reopened: null }] } },
      _sum,
    })
    const statements = await db.statement.findMany({
      where: { id: { in: lines.map((line) => line.statementId) } },
      select: { id: true, tenantId: true },
    })
    const tenantOf = new Map(statements.map((one) => [one.id, one.tenantId]))
    const left = new Map(closed.map((one) => [one.tenantId, new Map<string, bigint>()]))
    const add = (tenantId: string, sums: Record<(typeof compared)[number], bigint | null>, sign: bigint) => {
      const own = left.get(tenantId)
      for (const name of compared) own?.set(name, (own.get(name) ?? 0n) + sign * (sums[name] ?? 0n))
    }
    for (const row of known) add(row.tenantId, row._sum, 1n)
    for (const line of lines) add(tenantOf.get(line.statementId) ?? '', line._sum, -1n)
    for (const [tenantId, sums] of left) if ([...sums.values()].some((sum) => sum !== 0n)) late.add(tenantId)
  }
  return [...late]
}
