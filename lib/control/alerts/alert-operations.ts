import { Fault } from '@/lib/base/faults'
import { toPublicId } from '@/lib/base/ids'
import { type Alert, alert, alertAcknowledge, alertList, alertPage } from '@/lib/contracts/alert'
import { empty } from '@/lib/contracts/paging'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { iso, isoOrNull } from '@/lib/control/iso'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'

const alertInclude = { rule: { select: { silencedUntil: true } } } satisfies Prisma.AlertInclude

type AlertRow = Prisma.AlertGetPayload<{ include: typeof alertInclude }>

/** Alerts, newest first: what is wrong now, and what was. */
export const listAlerts = query('alerts.read', { in: alertList, out: alertPage }, ({ db, now }, input) => {
  const where: Prisma.AlertWhereInput = { firedAt: { not: null }, ...stateWhere(input.state) }
  if (input.severity) where.severity = input.severity
  if (input.ruleId) where.ruleId = dbId('rule', input.ruleId)
  if (input.tenantId) where.tenantId = dbId('tenant', input.tenantId)
  if (input.search) where.OR = [{ summary: containing(input.search) }, { ruleName: containing(input.search) }]
  if (input.from || input.to)
    where.AND = [{ firedAt: { ...(input.from && { gte: new Date(input.from) }), ...(input.to && { lt: new Date(input.to) }) } }]
  return pageOf({
    query: { ...input, sort: undefined },
    sorts: { firedAt: 'time' },
    defaultSort: '-firedAt',
    fetch: ({ after, orderBy, take }) =>
      db.alert.findMany({ where: { AND: [where, after] }, orderBy, take, include: alertInclude }),
    view: (row) => alertView(row, now),
  })
})

export const getAlert = query('alerts.read', { path: { id: 'alert' }, in: empty, out: alert }, async (context, { id }) =>
  alertView(await alertOf(context, id), context.now),
)

/** Somebody is on it: nobody is told again, and all see who. */
export const acknowledgeAlert = command(
  'alerts.acknowledge',
  { path: { id: 'alert' }, in: alertAcknowledge, out: alert },
  async (context, { id, note }) => {
    const row = await alertOf(context, id)
    const before = alertView(row, context.now)
    if (row.resolvedAt) throw new Fault('resource.wrong_state', { public: 'The alert is over; there is nothing to acknowledge.' })
    const updated = await context.db.alert.update({
      where: { id },
      data: {
        acknowledgedAt: row.acknowledgedAt ?? context.now,
        acknowledgedBy: context.actor.kind === 'system' ? null : context.actor.userId,
        acknowledgedName: context.actor.name,
        note: note || row.note,
      },
      include: alertInclude,
    })
    const after = alertView(updated, context.now)
    context.record({ noun: 'alert', id, tenantId: row.tenantId, before, after, alters: [] })
    return after
  },
)

async function alertOf({ db }: Context, id: string): Promise<AlertRow> {
  const row = await db.alert.findFirst({ where: { id, firedAt: { not: null } }, include: alertInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such alert.' })
  return row
}

function stateWhere(state: string | undefined): Prisma.AlertWhereInput {
  if (state === 'open') return { resolvedAt: null }
  if (state === 'firing') return { resolvedAt: null, acknowledgedAt: null }
  if (state === 'acknowledged') return { resolvedAt: null, acknowledgedAt: { not: null } }
  return state === 'resolved' ? { resolvedAt: { not: null } } : {}
}

function alertView(row: AlertRow, now: Date): Alert {
  const silenced = row.rule?.silencedUntil ?? null
  return alert.parse({
    id: toPublicId('alert', row.id),
    ruleId: row.ruleId && toPublicId('rule', row.ruleId),
    ruleName: row.ruleName,
    state: row.resolvedAt ? 'resolved' : row.acknowledgedAt ? 'acknowledged' : 'firing',
    severity: row.severity,
    summary: row.summary,
    figure: row.figure,
    value: row.value,
    threshold: row.threshold,
    tenantId: row.tenantId && toPublicId('tenant', row.tenantId),
    path: row.path,
    firedAt: iso(row.firedAt ?? row.pendingSince),
    seenAt: iso(row.seenAt),
    notices: row.notices,
    silencedUntil: silenced && silenced > now ? iso(silenced) : null,
    acknowledgedAt: isoOrNull(row.acknowledgedAt),
    acknowledgedBy: row.acknowledgedName,
    note: row.note,
    resolvedAt: isoOrNull(row.resolvedAt),
  })
}
