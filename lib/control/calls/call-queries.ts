import { isAllowed } from '@/lib/access/actor'
import { Fault } from '@/lib/base/faults'
import { callDetail, callList, callPage } from '@/lib/contracts/call'
import { empty } from '@/lib/contracts/paging'
import { callViewer } from '@/lib/control/calls/call-view'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'

/** Calls, newest first, by (admission time, id): the ledger's own key. */
export const listCalls = query('calls.read', { in: callList, out: callPage }, async (context, input) => {
  const where: Prisma.UsageRecordWhereInput = {}
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
  const page = await pageOf({
    query: { limit: input.limit, cursor: input.cursor },
    sorts: { startedAt: 'time' },
    defaultSort: '-startedAt',
    fetch: ({ after, orderBy, take }) =>
      context.db.usageRecord.findMany({ where: { AND: [context.scope.ofTenant, where, after] }, orderBy, take }),
    view: (row) => row,
  })
  const view = await callViewer(context, page.items)
  return { items: page.items.map(view), nextCursor: page.nextCursor }
})

/** One call, with its decision trace for those who may see it. */
export const getCall = query('calls.read', { path: { id: 'call' }, in: empty, out: callDetail }, async (context, { id }) => {
  const { db, scope, actor } = context
  const row = await db.usageRecord.findFirst({ where: { AND: [{ id }, scope.ofTenant] } })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such call. A call shows up a second after it ends.' })
  const view = await callViewer(context, [row])
  const seesTrace = isAllowed(actor, 'calls.trace', row.tenantId)
  const trace = seesTrace ? await db.callTrace.findFirst({ where: { id, startedAt: row.startedAt } }) : null
  return { ...view(row), trace: trace?.trace ?? null }
})
