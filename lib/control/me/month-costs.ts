/** What each subscription has cost in the running month of its tenant's calendar, from the hourly sums. */
import type { z } from 'zod'
import { formatNano } from '@/lib/base/money'
import type { monthCost } from '@/lib/contracts/me'
import type { Context } from '@/lib/control/context'
import { zoneAt } from '@/lib/control/tenants/tenant-view'
import { localDayAt } from '@/lib/policy/limits/calendar'

type MonthCost = z.output<typeof monthCost>
type Subscription = { id: string; tenantId: string }

/** By subscription id (of the database). */
export async function monthCosts(context: Context, subscriptions: readonly Subscription[]): Promise<Map<string, MonthCost>> {
  const { db, now } = context
  const tenants = await db.tenant.findMany({
    where: { id: { in: [...new Set(subscriptions.map(({ tenantId }) => tenantId))] } },
    include: { timeZones: { orderBy: { effectiveFrom: 'asc' } } },
  })
  const months = new Map(tenants.map((tenant) => [tenant.id, localDayAt(zoneAt(tenant, now), now.getTime()).slice(0, 7)]))
  const costs = new Map<string, MonthCost>()
  for (const { id, tenantId } of subscriptions)
    costs.set(id, { month: months.get(tenantId) ?? now.toISOString().slice(0, 7), costs: [], unpricedCalls: 0 })
  // Around the turn of a month the zones of tenants may disagree which one it is.
  for (const month of new Set([...costs.values()].map((cost) => cost.month))) {
    const ids = [...costs].filter(([, cost]) => cost.month === month).map(([id]) => id)
    const sums = await db.usageRollup.groupBy({
      by: ['subscriptionId', 'currency'],
      where: { subscriptionId: { in: ids }, localDay: { gte: new Date(`${month}-01T00:00:00Z`) } },
      _sum: { costNano: true, unpriced: true },
      orderBy: [{ subscriptionId: 'asc' }, { currency: 'asc' }],
    })
    for (const { subscriptionId, currency, _sum } of sums) {
      const cost = costs.get(subscriptionId)
      if (!cost) continue
      cost.unpricedCalls += Number(_sum.unpriced ?? 0n)
      if (currency !== null) cost.costs.push({ currency, amount: formatNano(_sum.costNano ?? 0n) })
    }
  }
  return costs
}
