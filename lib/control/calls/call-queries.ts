import { isAllowed } from '@/lib/access/actor'
import { scope } from '@/lib/access/scope'
import { Fault } from '@/lib/base/faults'
import { parsePublicId } from '@/lib/base/ids'
import { callDetail, callList, callPage } from '@/lib/contracts/call'
import { empty } from '@/lib/contracts/paging'
import { callViewer } from '@/lib/control/calls/call-view'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'

/** Calls, newest first, by (admission time, id): the ledger's own key. */
export const listCalls = query('calls.read', { in: callList, out: callPage }, async (context, input) => {
  const where: Prisma.UsageRecordWhereInput = {}
  const found: Prisma.UsageRecordWhereInput[] = []
  if (input.search) found.push(await searched(context, input.search))
  if (input.keyLast4) found.push(await ofKeys(context, input.keyLast4))
  if (input.status) where.status = input.status
  if (input.clientRequestId) where.clientRequestId = input.clientRequestId
  if (input.endUser) where.endUser = input.endUser
  // `not empty` lets PostgreSQL use the index, which leaves out calls without tags.
  if (input.tag) found.push({ tags: { has: input.tag } }, { tags: { isEmpty: false } })
  if (input.limitId) where.limitId = dbId('limit', input.limitId)
  if (input.operation) where.operation = input.operation
  if (input.replica) where.replica = input.replica
  if (input.minDurationMs) where.durationMs = { gte: input.minDurationMs }
  if (input.tenantId) where.tenantId = dbId('tenant', input.tenantId)
  if (input.productId) where.productId = dbId('product', input.productId)
  if (input.subscriptionId) where.subscriptionId = dbId('subscription', input.subscriptionId)
  if (input.keyId) where.keyId = dbId('key', input.keyId)
  if (input.backendId) where.backendId = dbId('backend', input.backendId)
  if (input.model) where.model = input.model
  if (input.outcome) where.outcome = input.outcome
  if (input.code) where.code = input.code
  if (input.from || input.to) {
    where.startedAt = { ...(input.from && { gte: new Date(input.from) }), ...(input.to && { lt: new Date(input.to) }) }
  }
  if (input.firstDay || input.lastDay) found.push(ofDays(input.firstDay, input.lastDay))
  const page = await pageOf({
    query: { limit: input.limit, cursor: input.cursor },
    sorts: { startedAt: 'time' },
    defaultSort: '-startedAt',
    fetch: ({ after, orderBy, take }) =>
      context.db.usageRecord.findMany({ where: { AND: [context.scope.ofTenant, where, ...found, after] }, orderBy, take }),
    view: (row) => row,
  })
  const view = await callViewer(context, page.items)
  return { items: page.items.map(view), nextCursor: page.nextCursor }
})

/** One call, with its decision trace for those who may see it. */
export const getCall = query('calls.read', { path: { id: 'call' }, in: empty, out: callDetail }, async (context, { id }) => {
  const { db, actor } = context
  const row = await db.usageRecord.findFirst({ where: { AND: [{ id }, context.scope.ofTenant] } })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such call. A call shows up a second after it ends.' })
  const view = await callViewer(context, [row])
  const seesTrace = isAllowed(actor, 'calls.trace', row.tenantId)
  const trace = seesTrace ? await db.callTrace.findFirst({ where: { id, startedAt: row.startedAt } }) : null
  return { ...view(row), trace: trace?.trace ?? null }
})

/** What somebody has in a log: each is looked up whole, by an index, whatever the number of calls. */
async function searched(context: Context, text: string): Promise<Prisma.UsageRecordWhereInput> {
  const id = parsePublicId('call', text)
  if (id) return { id }
  const ofKey = /^[A-Za-z0-9_-]{4}$/.test(text) ? [await ofKeys(context, text)] : []
  return { OR: [{ clientRequestId: text }, { endUser: text }, ...ofKey] }
}

/** A tenant's day begins and ends within a day of UTC's: the months of the ledger that cannot hold it are not read. */
function ofDays(firstDay: string | undefined, lastDay: string | undefined): Prisma.UsageRecordWhereInput {
  const at = (day: string, days: number) => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000)
  return {
    localDay: { ...(firstDay && { gte: at(firstDay, 0) }), ...(lastDay && { lte: at(lastDay, 0) }) },
    startedAt: { ...(firstDay && { gte: at(firstDay, -1) }), ...(lastDay && { lt: at(lastDay, 2) }) },
  }
}

/** By tenant too: calls are indexed by it. A key that is not the actor's to see finds nothing. */
async function ofKeys(context: Context, last4: string): Promise<Prisma.UsageRecordWhereInput> {
  const { db, actor } = context
  const keys = await db.key.findMany({
    where: { AND: [{ last4 }, scope(actor, 'keys.read').ofSubscription] },
    select: { id: true, subscription: { select: { tenantId: true } } },
    take: 200,
  })
  const maySee = isAllowed(actor, 'keys.read') ? keys : []
  return {
    keyId: { in: maySee.map(({ id }) => id) },
    tenantId: { in: [...new Set(maySee.map(({ subscription }) => subscription.tenantId))] },
  }
}
