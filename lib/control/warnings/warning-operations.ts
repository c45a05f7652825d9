import { scope } from '@/lib/access/scope'
import { Fault } from '@/lib/base/faults'
import { newUuid, toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import { deleted, empty } from '@/lib/contracts/paging'
import { type UsageWarning, usageWarning, usageWarningCreate, usageWarnings } from '@/lib/contracts/warning'
import type { Context } from '@/lib/control/context'
import { dbId, invalidField } from '@/lib/control/input'
import { iso } from '@/lib/control/iso'
import { amountColumn } from '@/lib/control/limits/limit-amount'
import { command, query } from '@/lib/control/operation'
import { usedThisMonth, type WarningRow, warningInclude } from '@/lib/control/warnings/warning-use'

const MOST = 50

/** One's own, of subscriptions one may still see. */
export const listWarnings = query('me.read', { in: empty, out: usageWarnings }, async (context) => {
  const rows = await context.db.usageWarning.findMany({
    where: { userId: context.actor.userId, subscription: seen(context) },
    include: warningInclude,
    orderBy: { createdAt: 'asc' },
    take: MOST,
  })
  return { items: await Promise.all(rows.map((row) => viewOf(context, row))) }
})

export const createWarning = command(
  'me.update',
  { in: usageWarningCreate, out: usageWarning, creates: true },
  async (context, { measure, amount, currency, ...ids }) => {
    const { db, actor, now } = context
    const subscription = await db.subscription.findFirst({
      where: { AND: [{ id: dbId('subscription', ids.subscriptionId) }, seen(context)] },
      include: { tenant: { select: { currency: true } } },
    })
    if (!subscription) throw new Fault('resource.not_found', { public: 'There is no such subscription.' })
    if ((await db.usageWarning.count({ where: { userId: actor.userId } })) >= MOST)
      throw new Fault('resource.conflict', { public: `You have ${MOST} warnings already. Delete one first.` })
    const row = await db.usageWarning.create({
      data: {
        id: newUuid(),
        userId: actor.userId,
        subscriptionId: subscription.id,
        measure,
        amount: columnOf(measure, amount),
        currency: measure === 'cost' ? (currency ?? subscription.tenant.currency) : null,
        createdAt: now,
      },
      include: warningInclude,
    })
    const after = await viewOf(context, row)
    context.record({ noun: 'warning', id: row.id, tenantId: subscription.tenantId, after, alters: [] })
    return after
  },
)

export const deleteWarning = command(
  'me.update',
  { path: { id: 'warning' }, in: empty, out: deleted },
  async (context, { id }) => {
    const row = await context.db.usageWarning.findFirst({ where: { id, userId: context.actor.userId }, include: warningInclude })
    if (!row) throw new Fault('resource.not_found', { public: 'There is no such warning.' })
    await context.db.usageWarning.delete({ where: { id } })
    context.record({ noun: 'warning', id, tenantId: row.subscription.tenantId, before: { measure: row.measure }, alters: [] })
    return { deleted: true as const }
  },
)

/** The subscriptions whose usage one may see. */
function seen({ actor }: Context) {
  return scope(actor, 'reports.usage').ofTenant
}

function columnOf(measure: UsageWarning['measure'], amount: number | string): bigint {
  const column = amountColumn(measure === 'calls' ? 'requests' : measure, amount)
  if (column <= 0n) throw invalidField('amount', 'must be more than nothing')
  return column
}

async function viewOf({ db, now }: Context, row: WarningRow): Promise<UsageWarning> {
  const { month, used } = await usedThisMonth(db, row, now)
  const measure = row.measure as UsageWarning['measure']
  const shown = (value: bigint) => (measure === 'cost' ? formatNano(value) : Number(value))
  return {
    id: toPublicId('warning', row.id),
    subscriptionId: toPublicId('subscription', row.subscriptionId),
    subscriptionName: row.subscription.name,
    measure,
    amount: shown(row.amount),
    currency: row.currency,
    used: shown(used),
    isTold: row.toldMonth === month,
    createdAt: iso(row.createdAt),
  }
}
