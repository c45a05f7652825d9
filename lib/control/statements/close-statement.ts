/** Closes one tenant's month: its statement, for good. */
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { closeMonthIn, statementDetail as statementOut } from '@/lib/contracts/statement'
import { allocateThrough, runningCommitments, wholeHoursEnd } from '@/lib/control/commitments/allocate-hours'
import type { CommandContext } from '@/lib/control/context'
import type { Tx } from '@/lib/control/database'
import { dbId, invalidField } from '@/lib/control/input'
import { command } from '@/lib/control/operation'
import { waitingFor } from '@/lib/control/statements/flush-watermark'
import { named } from '@/lib/control/statements/line-names'
import { firstOf, monthText, statedOf, usageOf } from '@/lib/control/statements/month-usage'
import { keptReporting, reportingAt } from '@/lib/control/statements/reporting-total'
import { linesView, statementDetail, statementInclude } from '@/lib/control/statements/statement-view'
import { zoneAt } from '@/lib/control/tenants/tenant-view'
import { correctedMonths } from '@/lib/db/corrected-months'
import { periodAt } from '@/lib/policy/limits/calendar'
import {
  differenceOf,
  kindOf,
  type LineKind,
  laterKindOf,
  numberText,
  type UsageGroup,
} from '@/lib/policy/statements/statement-lines'

/** How far back late usage is looked for: older records are not kept on hand for ever. A month that was corrected is looked at however old. */
const MOST_LATE_MONTHS = 36

const closeStatementIn = closeMonthIn.required({ tenantId: true })

type Line = UsageGroup & { kind: LineKind }

/**
 * Direct lines are the month's rollups; what other statements have said of it already is taken off again (it was re-opened), and
 * what has become known of earlier closed months since they were is added as late lines. Refused while a process may still hold
 * calls of the month, unless that process is named in `without`.
 */
export const closeStatement = command(
  'statements.close',
  { in: closeStatementIn, out: statementOut },
  async (context, { month: text, without, ...ids }) => {
    const { db, actor, now } = context
    const month = firstOf(text)
    const tenant = await tenantOf(context, dbId('tenant', ids.tenantId))
    const { timeZone, end: monthEnd } = endOfMonth(tenant, month)
    const end = wholeHoursEnd(await runningCommitments(db, monthEnd), monthEnd)
    if (end > now) throw invalidField('month', `is not over before ${end.toISOString()} in ${tenant.name} (${timeZone})`)
    const waiting = (await waitingFor(db, end, now)).map(({ replica }) => replica)
    const unnamed = waiting.filter((replica) => !without.includes(replica))
    if (unnamed.length > 0) throw stillWaiting(unnamed)
    // From here on nobody else closes anything, so numbers have no gap.
    await context.serialize()
    const earlier = await db.statement.findMany({
      where: { tenantId: tenant.id, month: { lte: month } },
      include: { reopened: true },
      orderBy: [{ month: 'desc' }, { version: 'desc' }],
    })
    const former = earlier.filter((one) => one.month.getTime() === month.getTime())
    const inForce = former.find((one) => one.reopened === null)
    if (inForce) throw alreadyClosed(inForce.number)
    await allocateThrough(context, end)
    const closedMonths = earlier.filter((one) => one.reopened === null && one.month < month).map((one) => one.month)
    const corrected = new Set((await correctedMonths(db, month, tenant.id)).map((one) => one.month))
    const looked = closedMonths.filter((past, i) => i < MOST_LATE_MONTHS || corrected.has(monthText(past)))
    const lines = await named(db, await linesOf(db, { ...tenant, month }, looked))
    const last = await db.statement.findFirst({ orderBy: { number: 'desc' }, select: { number: true } })
    const id = newUuid()
    await db.statement.create({
      data: {
        id,
        number: (last?.number ?? 0) + 1,
        tenantId: tenant.id,
        month,
        version: (former[0]?.version ?? 0) + 1,
        tenantName: tenant.name,
        costCentre: tenant.costCentre,
        timeZone,
        closedAt: now,
        closedBy: actor.name,
        missing: waiting,
        reporting: keptReporting(await reportingAt(db, linesView(lines), now)),
      },
    })
    await db.statementLine.createMany({ data: lines.map((line) => ({ ...line, statementId: id })) })
    const row = await db.statement.findUniqueOrThrow({ where: { id }, include: statementInclude })
    const statement = await statementDetail(context, row)
    const { lines: _, ...after } = statement
    context.record({ noun: 'statement', id, tenantId: tenant.id, after, alters: [] })
    return statement
  },
)

const MID_MONTH_MS = 14 * 86_400_000

/** When a tenant's own month is over, and in which zone: the one it has in the middle of it. */
export function endOfMonth(tenant: Parameters<typeof zoneAt>[0], month: Date): { timeZone: string; end: Date } {
  const middle = new Date(month.getTime() + MID_MONTH_MS)
  const timeZone = zoneAt(tenant, middle)
  return { timeZone, end: new Date(periodAt('month', timeZone, 1, middle.getTime()).endMs) }
}

async function tenantOf({ db, scope }: CommandContext, id: string) {
  const tenant = await db.tenant.findFirst({
    where: { AND: [scope.tenants, { id }] },
    include: { timeZones: { orderBy: { effectiveFrom: 'asc' } } },
  })
  if (!tenant) throw new Fault('resource.not_found', { public: 'There is no such tenant.' })
  return tenant
}

type Asked = { id: string; currency: string; month: Date }

async function linesOf(db: Tx, { id: tenantId, currency, month }: Asked, closedMonths: Date[]): Promise<Line[]> {
  const known = await usageOf(db, { tenantId, month, currency })
  const stated = await statedOf(db, { tenantId, month })
  const adjustments = differenceOf([], stated).map((group) => ({ ...group, kind: 'adjustment' as const }))
  const late: Line[] = []
  for (const past of closedMonths) {
    const knownNow = await usageOf(db, { tenantId, month: past, currency })
    const difference = differenceOf(knownNow, await statedOf(db, { tenantId, month: past }))
    late.push(...difference.map((group) => ({ ...group, kind: laterKindOf(group) })))
  }
  return [...known.map((group) => ({ ...group, kind: kindOf(group) })), ...adjustments, ...late]
}

function stillWaiting(replicas: string[]): Fault {
  return new Fault('statements.waiting', {
    public: `These processes may still hold calls of that month: ${replicas.join(', ')}. Wait for them, or name them in "without": what they hold then comes as late lines.`,
  })
}

function alreadyClosed(number: number): Fault {
  return new Fault('resource.wrong_state', { public: `That month is closed already, by ${numberText(number)}.` })
}
