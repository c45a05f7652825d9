import { toPublicId } from '@/lib/base/ids'
import type { LimitUsage } from '@/lib/contracts/limit'
import { myUsage, myUsageQuery } from '@/lib/contracts/me'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbIdOf } from '@/lib/control/input'
import { amountView } from '@/lib/control/limits/limit-amount'
import { countersOf } from '@/lib/control/limits/limit-counters'
import { visibleLimits } from '@/lib/control/limits/limit-queries'
import { type LimitRow, limitInclude, limitView, measureOf } from '@/lib/control/limits/limit-view'
import { monthCosts } from '@/lib/control/me/month-costs'
import { query } from '@/lib/control/operation'
import { subscriptionInclude, subscriptionViewer } from '@/lib/control/subscriptions/subscription-view'

const MOST = 100

/** Each subscription with the limits its calls meet, and what is used of each now. */
export const getMyUsage = query('reports.usage', { in: myUsageQuery, out: myUsage }, async (context, input) => {
  const { db, scope, now } = context
  const where = {
    tenantId: dbIdOf('tenant', input.tenantId),
    id: dbIdOf('subscription', input.subscriptionId),
    state: { in: ['active' as const, 'suspended' as const] },
  }
  const rows = await db.subscription.findMany({
    where: { AND: [scope.ofTenant, where] },
    include: { ...subscriptionInclude, keys: { select: { id: true } } },
    orderBy: { createdAt: 'desc' },
    take: MOST,
  })
  const view = await subscriptionViewer(context, rows)
  const lineages = await lineagesOf(
    context,
    rows.map((row) => row.tenantId),
  )
  const limits = await db.limit.findMany({
    where: { AND: [visibleLimits(context), ...nearLimits(rows, [...lineages.values()].flat())] },
    include: limitInclude,
    orderBy: { name: 'asc' },
  })
  const met = rows.map((row) => limits.filter((limit) => isMet(limit, row, lineages.get(row.tenantId) ?? [])))
  const counters = await countersOf(context, [...new Set(met.flat())])
  const costs = await monthCosts(context, rows)
  const none = { month: now.toISOString().slice(0, 7), costs: [], unpricedCalls: 0 }
  return {
    subscriptions: rows.map((row, index) => {
      const own = (met[index] ?? []).map((limit) => ({
        limit: limitView(limit, now),
        counters: ownCounters(limit, row, counters.get(limit.id) ?? []),
      }))
      return { subscription: view(row), cost: costs.get(row.id) ?? none, limits: own }
    }),
  }
})

type Caller = { id: string; tenantId: string; productId: string; keys: { id: string }[] }

/** Could a call of this subscription meet the limit? Models and users narrow it further. */
function isMet(limit: LimitRow, caller: Caller, lineage: string[]): boolean {
  return (
    (limit.tenantId === null || lineage.includes(limit.tenantId)) &&
    (limit.productId === null || limit.productId === caller.productId) &&
    (limit.subscriptionId === null || limit.subscriptionId === caller.id) &&
    (limit.keyId === null || caller.keys.some((key) => key.id === limit.keyId))
  )
}

/** The counters this subscription's calls go to; an untouched one is shown as nothing used. */
function ownCounters(limit: LimitRow, caller: Caller, counters: LimitUsage[]): LimitUsage[] {
  const key = countKeyOf(limit, caller)
  if (key === null) return counters
  const own = counters.filter((counter) => counter.countKey === key)
  if (own.length > 0) return own
  const nothing = amountView(measureOf[limit.measure], 0)
  return [{ countKey: key, used: nothing, held: nothing, resetsAt: null }]
}

function countKeyOf(limit: LimitRow, caller: Caller): string | null {
  if (limit.countBy === 'tenant') return toPublicId('tenant', limit.tenantId ?? caller.tenantId)
  if (limit.countBy === 'subscription') return toPublicId('subscription', caller.id)
  return null
}

/** The limits that these callers could meet; which of them each does is told one by one. */
function nearLimits(callers: Caller[], tenantIds: string[]): Prisma.LimitWhereInput[] {
  const among = (name: 'tenantId' | 'productId' | 'subscriptionId', ids: string[]) => ({
    OR: [{ [name]: null }, { [name]: { in: [...new Set(ids)] } }],
  })
  return [
    among('tenantId', tenantIds),
    among(
      'productId',
      callers.map((caller) => caller.productId),
    ),
    among(
      'subscriptionId',
      callers.map((caller) => caller.id),
    ),
  ]
}

/** Each tenant with its ancestors: a tenant's limit counts its children. A level of the tree at a time. */
async function lineagesOf({ db }: Context, tenantIds: string[]): Promise<Map<string, string[]>> {
  const parents = new Map<string, string | null>()
  for (let ids = [...new Set(tenantIds)]; ids.length > 0; ) {
    const tenants = await db.tenant.findMany({ where: { id: { in: ids } }, select: { id: true, parentId: true } })
    for (const tenant of tenants) parents.set(tenant.id, tenant.parentId)
    const above = tenants.map((tenant) => tenant.parentId).filter((id) => id !== null)
    ids = [...new Set(above)].filter((id) => !parents.has(id))
  }
  const lineage = (id: string): string[] => {
    const parent = parents.get(id)
    return parent ? [id, ...lineage(parent)] : [id]
  }
  return new Map([...new Set(tenantIds)].map((id) => [id, lineage(id)]))
}
