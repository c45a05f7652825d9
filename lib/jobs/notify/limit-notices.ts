/** Thresholds that quotas and budgets have reached, as notices: each counter, period and threshold once, to channels and the tenant's owners. */

import { enqueueNotice } from '@/lib/control/notifications/enqueue-notice'
import type { Database } from '@/lib/db/client'
import { amountText } from '@/lib/jobs/notify/limit-amount-text'

/** Events older than this were told, or nobody wants to hear of them any more. */
const LOOK_BACK_MS = 3 * 86_400_000
const BATCH = 500

export async function noticeLimitEvents(db: Database, now: Date): Promise<string> {
  const since = new Date(now.getTime() - LOOK_BACK_MS)
  const events = await db.limitEvent.findMany({
    where: { at: { gte: since }, noticedAt: null },
    orderBy: { id: 'asc' },
    take: BATCH,
  })
  const limits = await db.limit.findMany({
    where: { id: { in: [...new Set(events.map(({ limitId }) => limitId))] } },
    include: { subscription: { select: { tenantId: true } }, key: { select: { subscription: { select: { tenantId: true } } } } },
  })
  let told = 0
  for (const event of events) {
    const limit = limits.find(({ id }) => id === event.limitId)
    await db.$transaction(async (tx) => {
      const { count } = await tx.limitEvent.updateMany({ where: { id: event.id, noticedAt: null }, data: { noticedAt: now } })
      if (count === 0 || !limit) return
      const counted = await countedFor(tx, limit.countBy, event.countKey)
      const tenantId =
        counted.tenantId ?? limit.tenantId ?? limit.subscription?.tenantId ?? limit.key?.subscription.tenantId ?? null
      const used = amountText(limit.measure, event.total, limit.currency)
      const amount = amountText(limit.measure, event.amount, limit.currency)
      const then = limit.onExceed === 'warn' ? 'calls pass all the same' : 'calls beyond it are refused'
      await enqueueNotice(
        tx,
        {
          topic: 'limit.threshold',
          severity: event.threshold >= 100 ? 'critical' : event.threshold >= 80 ? 'warning' : 'info',
          title: `${event.threshold} % of ${limit.name} is used${counted.name ? ` by ${counted.name}` : ''}`,
          text: `${used} of ${amount} this ${limit.period ?? 'period'}${counted.name ? `, counted for ${counted.name}` : ''}. ${
            event.threshold >= 100
              ? `The limit is reached: ${then} until the next ${limit.period ?? 'period'}.`
              : `At 100 % ${then}.`
          }`,
          path: `/admin/limits?search=${encodeURIComponent(limit.name)}`,
          tenantId,
          ownersOf: tenantId ? [tenantId] : [],
          dedupKey: `limit:${limit.id}:${event.countKey}:${event.periodStart.toISOString()}:${event.threshold}`,
          data: {
            limitId: `lim_${limit.id.replaceAll('-', '')}`,
            limitName: limit.name,
            measure: limit.measure,
            threshold: event.threshold,
            used: event.total.toString(),
            amount: event.amount.toString(),
            periodStart: event.periodStart.toISOString(),
          },
        },
        now,
      )
      told++
    })
  }
  return `told of ${told} thresholds`
}

type Tx = Parameters<Parameters<Database['$transaction']>[0]>[0]

/** Whom a counter belongs to, where it is a tenant's or a subscription's. */
async function countedFor(tx: Tx, countBy: string, countKey: string): Promise<{ name: string | null; tenantId: string | null }> {
  if (countBy === 'tenant') {
    const tenant = await tx.tenant.findUnique({ where: { id: countKey } })
    return { name: tenant?.name ?? null, tenantId: tenant?.id ?? null }
  }
  if (countBy === 'subscription') {
    const subscription = await tx.subscription.findUnique({ where: { id: countKey } })
    return { name: subscription?.name ?? null, tenantId: subscription?.tenantId ?? null }
  }
  if (countBy === 'key') {
    const key = await tx.key.findUnique({ where: { id: countKey }, include: { subscription: true } })
    return { name: key && `key …${key.last4} of ${key.subscription.name}`, tenantId: key?.subscription.tenantId ?? null }
  }
  return { name: countBy === 'model' && countKey ? countKey : null, tenantId: null }
}
