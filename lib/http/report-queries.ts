/** Reports as operations: who may ask, for which tenants, and the defaults of a question. */
import { scope } from '@/lib/access/scope'
import {
  overview,
  overviewQuery,
  refusals,
  refusalsQuery,
  unpricedModels as unpricedModelsOut,
  usage,
  usageBy as usageByOut,
  usageByQuery,
  usageQuery,
} from '@/lib/contracts/report'
import type { Context } from '@/lib/control/context'
import { dbId, dbIdOf, invalidField } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { latencyOverTime } from '@/lib/reports/latency-over-time'
import { topRefusals } from '@/lib/reports/top-refusals'
import { topUsage } from '@/lib/reports/top-usage'
import { unpricedModels } from '@/lib/reports/unpriced-models'
import { usageByDimension } from '@/lib/reports/usage-by'
import { usageOverTime } from '@/lib/reports/usage-over-time'

const DAY_MS = 86_400_000
/** What is read from single calls, which may be many. */
const LONGEST_OF_CALLS_MS = 31 * DAY_MS
const LONGEST_MS = { hour: 45 * DAY_MS, day: 800 * DAY_MS }

export const getUsage = query('reports.usage', { in: usageQuery, out: usage }, (context, input) =>
  usageOverTime(context.db, {
    ...rangeOf(context, input),
    bucket: input.bucket,
    tenantIds: tenantsOf(context, input.tenantId),
    subscriptionId: dbIdOf('subscription', input.subscriptionId),
    keyId: dbIdOf('key', input.keyId),
    productId: dbIdOf('product', input.productId),
    model: input.model,
  }),
)

export const getOverview = query('reports.overview', { in: overviewQuery, out: overview }, async (context, input) => {
  const range = rangeOf(context, input)
  const { from, to } = range
  const { bucket } = input
  const before = { from: new Date(2 * from.getTime() - to.getTime()), to: from }
  const [figures, past, top, latency] = await Promise.all([
    usageOverTime(context.db, { ...range, bucket, tenantIds: context.scope.tenantIds }),
    usageOverTime(context.db, { ...before, bucket: 'day', tenantIds: context.scope.tenantIds }),
    topUsage(context.db, from, to),
    latencyOverTime(context.db, { from, to, bucket }),
  ])
  return { ...figures, ...top, before: past.total, latency }
})

export const getRefusals = query('reports.usage', { in: refusalsQuery, out: refusals }, (context, input) =>
  topRefusals(context.db, {
    ...rangeOf(context, { ...input, bucket: 'day' }),
    tenantIds: tenantsOf(context, input.tenantId),
  }),
)

export const getUnpricedModels = query('reports.usage', { in: refusalsQuery, out: unpricedModelsOut }, (context, input) =>
  unpricedModels(context.db, { ...rangeOf(context, { ...input, bucket: 'day' }), tenantIds: tenantsOf(context, input.tenantId) }),
)

/** Keys and what callers assert of their users are for those who may see the keys of the tenant. */
export const getUsageBy = query('reports.usage', { in: usageByQuery, out: usageByOut }, (context, input) => {
  const seesKeys = input.by === 'key' || input.by === 'endUser' ? scope(context.actor, 'keys.read').tenantIds : null
  const tenantIds = tenantsOf(context, input.tenantId)
  const maySee = (id: string) => seesKeys === null || seesKeys.includes(id)
  const allowed = tenantIds === null ? seesKeys : tenantIds.filter(maySee)
  return usageByDimension(context.db, {
    by: input.by,
    ...rangeOf(context, { ...input, bucket: 'day' }, input.by === 'endUser' ? LONGEST_OF_CALLS_MS : LONGEST_MS.day),
    tenantIds: allowed,
    subscriptionId: dbIdOf('subscription', input.subscriptionId),
  })
})

/** The tenants a report is over: a tenant that is not the actor's is as good as one without usage. */
function tenantsOf({ scope }: Context, tenantId: string | undefined): string[] | null {
  if (!tenantId) return scope.tenantIds
  const id = dbId('tenant', tenantId)
  return scope.tenantIds === null || scope.tenantIds.includes(id) ? [id] : []
}

type Range = { from?: string | undefined; to?: string | undefined; bucket: 'hour' | 'day' }

/** The last 30 days (or the last two in hours) where nothing is said. */
function rangeOf({ now }: Context, { from, to, bucket }: Range, longestMs = LONGEST_MS[bucket]): { from: Date; to: Date } {
  const end = to ? new Date(to) : now
  const start = from ? new Date(from) : new Date(end.getTime() - (bucket === 'hour' ? 2 : 30) * DAY_MS)
  if (start >= end) throw invalidField('from', 'must be before to')
  if (end.getTime() - start.getTime() > longestMs) {
    throw invalidField('from', `is too far from to: at most ${longestMs / DAY_MS} days by the ${bucket}`)
  }
  return { from: start, to: end }
}
