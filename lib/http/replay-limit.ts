/** Goes through the past calls of a limit with another amount, and adds up what that would have meant. */
import { toPublicId } from '@/lib/base/ids'
import type { LimitPreview } from '@/lib/contracts/limit-preview'
import type { Context } from '@/lib/control/context'
import type { LimitHistory } from '@/lib/control/limits/limit-history'
import { isEstimated, pastCallOf } from '@/lib/http/past-needs'
import { ratesOf, shown, tenantsUnder, usedAtStart, zonesOf } from '@/lib/http/replay-context'
import { createTally } from '@/lib/http/replay-tally'
import type { Limit } from '@/lib/policy/limits/limit'
import { createReplay } from '@/lib/policy/limits/replay'
import { type PastCallFilter, pastCallCounts, pastCalls } from '@/lib/reports/past-calls'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const DAYS = 30
/** More are not gone through: the page shall answer. */
export const MOST_CALLS = 300_000

/** `history` is that of a limit there is; null for one that would be new. */
export async function replayLimit(context: Context, limit: Limit, history: LimitHistory | null): Promise<LimitPreview> {
  const { db, now } = context
  const tenantIds = await tenantsUnder(context, limit.scope.tenantId)
  const filter = await filterOf(context, limit, tenantIds, history === null ? null : limit.id)
  const zones = zonesOf(context, limit)
  await zones.learn(tenantIds ?? [])
  const [rates, startOf] = await Promise.all([ratesOf(context, limit), usedAtStart(context, limit, filter, zones)])
  const sinceMs = history && history.sinceMs > filter.from.getTime() ? history.sinceMs : 0
  const resetAt = history?.resetAt
  const tally = createTally(sinceMs, seenBy(context))
  const changed = createReplay({ limit, amountAt: () => limit.amount, resetAt, startOf, sinceMs }, tally.judged)
  const check = history && createReplay({ limit, amountAt: history.amountAt, resetAt, startOf, sinceMs }, tally.checked)
  for await (const rows of pastCalls(db, filter)) {
    await zones.learn(rows.map((row) => row.tenant_id))
    for (const row of rows) {
      const call = pastCallOf(limit, row, zones.spanAt, rates)
      tally.met(call, row)
      changed.feed(call)
      check?.feed(call)
    }
    // This is a gateway's process too: calls come first.
    await new Promise((resolve) => setImmediate(resolve))
  }
  changed.finish()
  check?.finish()
  const names = await namesOf(context, tally.subscriptionIds())
  return {
    from: filter.from.toISOString(),
    to: now.toISOString(),
    isShortened: filter.isShortened,
    isEstimated: isEstimated(limit),
    ...tally.figures(),
    check: history ? { since: new Date(Math.max(history.sinceMs, filter.from.getTime())).toISOString(), ...tally.check() } : null,
    days: tally.days(),
    subscriptions: tally
      .subscriptions()
      .map(({ id, ...one }) =>
        id === null ? { ...one, ...unseen } : { ...one, ...names(id), subscriptionId: toPublicId('subscription', id) },
      ),
    examples: tally.examples().map(({ call, row, left }) => {
      const { tenantName, subscriptionName } = names(row.subscription_id)
      const at = new Date(call.atMs).toISOString()
      const callId = toPublicId('call', call.id)
      return {
        callId,
        at,
        tenantName,
        subscriptionName,
        model: row.model,
        needed: shown(limit, call.least),
        left: shown(limit, left),
      }
    }),
  }
}

/** The last 30 days; of a month with more calls than can be gone through, the last days of it. */
async function filterOf(
  { db, now }: Context,
  { scope }: Limit,
  tenantIds: string[] | null,
  limitId: string | null,
): Promise<PastCallFilter & { isShortened: boolean }> {
  const fromMs = Math.floor((now.getTime() - DAYS * DAY_MS) / HOUR_MS) * HOUR_MS
  const filter = {
    from: new Date(fromMs),
    to: now,
    tenantIds,
    productId: scope.productId ?? null,
    subscriptionId: scope.subscriptionId ?? null,
    keyId: scope.keyId ?? null,
    userId: scope.userId ?? null,
    model: scope.model ?? null,
    limitId,
  }
  let calls = 0
  for (const day of await pastCallCounts(db, filter)) {
    calls += Number(day.calls)
    if (calls > MOST_CALLS) return { ...filter, from: new Date(Math.max(fromMs, day.day.getTime() + DAY_MS)), isShortened: true }
  }
  return { ...filter, isShortened: false }
}

const unseen = { subscriptionId: null, subscriptionName: 'tenants below', tenantId: null, tenantName: '' }

/** Calls below count against a tenant's limit, but whose they are is not the owner's to know. */
function seenBy({ scope }: Context): (tenantId: string) => boolean {
  const own = scope.tenantIds && new Set(scope.tenantIds)
  return (tenantId) => own === null || own.has(tenantId)
}

async function namesOf({ db }: Context, ids: string[]) {
  const rows = await db.subscription.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true, tenantId: true, tenant: { select: { name: true } } },
  })
  const known = new Map(rows.map((row) => [row.id, row]))
  return (id: string) => {
    const row = known.get(id)
    return {
      subscriptionName: row?.name ?? 'deleted',
      tenantId: toPublicId('tenant', row?.tenantId ?? id),
      tenantName: row?.tenant.name ?? 'deleted',
    }
  }
}
