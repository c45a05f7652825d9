/** Why is this tenant refused? Every limit its calls meet, where it comes from, what is used of it and what is left. */
import { toPublicId } from '@/lib/base/ids'
import type { LimitUsage } from '@/lib/contracts/limit'
import { limitResolver, limitResolverQuery, type ResolvedLimit } from '@/lib/contracts/limit-resolver'
import type { Context } from '@/lib/control/context'
import { amountColumn, amountView } from '@/lib/control/limits/limit-amount'
import { countersOf, countKeyView } from '@/lib/control/limits/limit-counters'
import { visibleLimits } from '@/lib/control/limits/limit-queries'
import { type LimitRow, limitInclude, limitView, measureOf } from '@/lib/control/limits/limit-view'
import { policyLimit } from '@/lib/control/limits/policy-limit'
import type { Reach } from '@/lib/control/limits/reach'
import { type Caller, callerOf } from '@/lib/control/limits/resolver-caller'
import { query } from '@/lib/control/operation'
import { countKeyOf } from '@/lib/policy/limits/applicable'
import { type CallerQuestion, mayApply } from '@/lib/policy/limits/may-apply'

const DAY_MS = 86_400_000
const MOST = 500

export const resolveLimits = query('limits.read', { in: limitResolverQuery, out: limitResolver }, async (context, input) => {
  const caller = await callerOf(context, input)
  const rows = await limitsFor(context, caller)
  const counters = await countersOf(context, rows)
  const limits = rows.map((row) => resolved(context, caller, row, counters.get(row.id) ?? []))
  return {
    caller: caller.words,
    obstacles: caller.obstacles,
    limits: limits.toSorted((a, b) => b.percentUsed - a.percentUsed),
    refusals: await refusalsOf(context, caller.question),
  }
})

/** Those that might match are picked by the database, those that do by the rule the gateway goes by. */
async function limitsFor(context: Context, { question, reach }: Caller): Promise<LimitRow[]> {
  const { tenantIds, productId, subscriptionId, keyId, userId } = question
  const within = (name: string, id: string | null) => (id === null ? [] : [{ OR: [{ [name]: null }, { [name]: id }] }])
  const tenantId = tenantIds[0]
  const rows = await context.db.limit.findMany({
    where: {
      AND: [
        visibleLimits(context),
        { OR: [{ tenantId: null }, { tenantId: { in: [...tenantIds] } }] },
        { OR: [{ subscriptionId: null }, { subscription: { tenantId } }] },
        { OR: [{ keyId: null }, { key: { subscription: { tenantId } } }] },
        ...(productId === null ? [{ OR: [{ productId: null }, { product: { subscriptions: { some: { tenantId } } } }] }] : []),
        ...(userId === null ? [{ OR: [{ userId: null }, { userId: { in: [...reach.user] } }] }] : []),
        ...within('productId', productId),
        ...within('subscriptionId', subscriptionId),
        ...within('keyId', keyId),
      ],
    },
    include: limitInclude,
    orderBy: { name: 'asc' },
    take: MOST,
  })
  return rows.filter((row) => mayApply(policyLimit(row).scope, question))
}

function resolved(context: Context, caller: Caller, row: LimitRow, counters: LimitUsage[]): ResolvedLimit {
  const limit = limitView(row, context.now)
  const measure = measureOf[row.measure]
  const key = counterKeyOf(row, caller.question)
  const toNumber = (amount: number | string) => Number(amountColumn(measure, amount))
  const takenOf = ({ used, held }: LimitUsage) => (measure === 'concurrency' ? toNumber(used) : toNumber(used) + toNumber(held))
  const candidates = key === null ? counters.filter(isReached(row, caller)) : counters.filter(({ countKey }) => countKey === key)
  const counter = candidates.toSorted((a, b) => takenOf(b) - takenOf(a))[0]
  const amount = toNumber(limit.effectiveAmount)
  const taken = counter ? takenOf(counter) : 0
  return {
    limit,
    from: originOf(row, caller),
    countKey: counter?.countKey ?? key,
    used: counter?.used ?? amountView(measure, 0),
    held: counter?.held ?? amountView(measure, 0),
    left: amountView(measure, Math.max(0, amount - taken)),
    percentUsed: amount === 0 ? 100 : Math.round((1000 * taken) / amount) / 10,
    resetsAt: counter?.resetsAt ?? null,
    isExact: key !== null,
  }
}

/** The counter as the API names it; null where what decides it was left open. */
function counterKeyOf(row: LimitRow, question: CallerQuestion): string | null {
  const limit = policyLimit(row)
  const open: Record<string, string | null> = {
    product: question.productId,
    subscription: question.subscriptionId,
    key: question.keyId,
    user: question.userId,
    model: question.model,
  }
  if (limit.countBy.includes(':') || open[limit.countBy] === null) return null
  const { productId, subscriptionId, keyId, ...rest } = question
  const call = { ...rest, productId: productId ?? '', subscriptionId: subscriptionId ?? '', keyId: keyId ?? '' }
  return countKeyView(
    row,
    countKeyOf(limit, call, () => undefined),
  )
}

/** Where the question leaves open which counter it is: not one of somebody else. */
function isReached({ countBy }: LimitRow, { reach }: Caller): (counter: LimitUsage) => boolean {
  const noun = countBy as keyof Reach
  const ids = reach[noun]
  if (ids === undefined) return () => true
  const names = new Set([...ids].map((id) => toPublicId(noun, id)))
  return ({ countKey }) => names.has(countKey)
}

function originOf(row: LimitRow, { tenantNames, question }: Caller): string {
  const by = row.setByOwner ? ', by its owner' : ''
  if (row.key) return `key ${row.key.prefix}…${row.key.last4}${by}`
  if (row.subscription) return `subscription ${row.subscription.name}${by}`
  if (row.tenantId && row.tenantId !== question.tenantIds[0])
    return `tenant ${tenantNames.get(row.tenantId) ?? ''}, above it${by}`
  if (row.tenantId) return `tenant ${tenantNames.get(row.tenantId) ?? ''}${by}`
  return row.product ? `product ${row.product.name}` : 'the platform'
}

async function refusalsOf({ db, now }: Context, { tenantIds, productId, subscriptionId, keyId, model }: CallerQuestion) {
  const groups = await db.usageRecord.groupBy({
    by: ['code', 'limitId'],
    where: {
      tenantId: tenantIds[0],
      startedAt: { gte: new Date(now.getTime() - DAY_MS) },
      outcome: 'refused',
      ...(productId && { productId }),
      ...(subscriptionId && { subscriptionId }),
      ...(keyId && { keyId }),
      ...(model && { model }),
    },
    _sum: { calls: true },
    _max: { startedAt: true },
  })
  const ids = groups.flatMap(({ limitId }) => limitId ?? [])
  const names = new Map((await db.limit.findMany({ where: { id: { in: ids } } })).map((row) => [row.id, row.name]))
  return groups
    .map(({ code, limitId, _sum, _max }) => ({
      code: code ?? 'none',
      limitId: limitId && toPublicId('limit', limitId),
      limitName: limitId && (names.get(limitId) ?? null),
      calls: _sum.calls ?? 0,
      lastAt: (_max.startedAt ?? now).toISOString(),
    }))
    .toSorted((a, b) => b.calls - a.calls)
    .slice(0, 50)
}
