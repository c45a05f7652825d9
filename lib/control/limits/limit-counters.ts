/** Live counters of limits, named by API ids, and only those the actor may see. */
import { type IdNoun, toPublicId } from '@/lib/base/ids'
import type { LimitUsage } from '@/lib/contracts/limit'
import type { Context } from '@/lib/control/context'
import type { LiveUsage } from '@/lib/control/control-ports'
import { amountView } from '@/lib/control/limits/limit-amount'
import { type LimitRow, measureOf } from '@/lib/control/limits/limit-view'
import { reachOf } from '@/lib/control/limits/reach'

/** What counters are named by an id. */
export const idCounters: Record<string, IdNoun> = {
  tenant: 'tenant',
  product: 'product',
  subscription: 'subscription',
  key: 'key',
  user: 'user',
}

/** By limit id (of the database). A counter that others share says nothing to a tenant. */
export async function countersOf(context: Context, limits: LimitRow[]): Promise<Map<string, LimitUsage[]>> {
  const byId = new Map(limits.map((limit) => [limit.id, limit]))
  const counters = new Map<string, LimitUsage[]>(limits.map((limit) => [limit.id, []]))
  if (limits.length === 0) return counters
  const isOwn = await ownCounter(context)
  for (const live of await context.ports.limitUsage([...byId.keys()])) {
    const limit = byId.get(live.limitId)
    if (limit && isOwn(limit, live.countKey)) counters.get(limit.id)?.push(usageView(limit, live))
  }
  return counters
}

export function usageView(limit: LimitRow, live: LiveUsage): LimitUsage {
  const measure = measureOf[limit.measure]
  return {
    countKey: countKeyView(limit, live.countKey),
    used: amountView(measure, live.used),
    held: amountView(measure, live.held),
    resetsAt: live.resetAtMs === null ? null : new Date(live.resetAtMs).toISOString(),
  }
}

/** A counter's name as the API says it. */
export function countKeyView({ countBy }: Pick<LimitRow, 'countBy'>, countKey: string): string {
  const noun = idCounters[countBy]
  return noun !== undefined && /^[0-9a-f-]{36}$/.test(countKey) ? toPublicId(noun, countKey) : countKey
}

/** Which counters the actor may see. */
export async function ownCounter({ db, scope, actor }: Context): Promise<(limit: LimitRow, countKey: string) => boolean> {
  const { tenantIds } = scope
  if (tenantIds === null) return () => true
  const { subscription, key } = await reachOf(db, tenantIds)
  const own = new Set([...tenantIds, actor.userId, ...subscription, ...key])
  // Within a limit on one's own tenant every counter is one's own.
  const isOwnLimit = (limit: LimitRow) =>
    tenantIds.some(
      (id) => id === limit.tenantId || id === limit.subscription?.tenantId || id === limit.key?.subscription.tenantId,
    )
  return (limit, countKey) => isOwnLimit(limit) || own.has(countKey)
}
