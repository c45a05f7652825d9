import { newUuid } from '@/lib/base/ids'
import { type Limit, limit, limitCreate, limitRaise, limitUpdate } from '@/lib/contracts/limit'
import { deleted, empty } from '@/lib/contracts/paging'
import type { Prisma } from '@/lib/control/database'
import { invalidField } from '@/lib/control/input'
import { amountColumn } from '@/lib/control/limits/limit-amount'
import { changeableLimits, limitOf } from '@/lib/control/limits/limit-queries'
import { type CheckedScope, checkedScope, defaultCountBy } from '@/lib/control/limits/limit-scope'
import { limitInclude, limitView, measureColumn, measureOf, tenantOfLimit } from '@/lib/control/limits/limit-view'
import { command } from '@/lib/control/operation'
import { requireVersion } from '@/lib/control/versions'

/** Every limit that applies must admit a call, so one that an owner adds can only tighten. */
export const createLimit = command('limits.create', { in: limitCreate, out: limit, creates: true }, async (context, input) => {
  const { call, db, now } = context
  const { name, scope, countBy, measure, window, amount, currency, timeZone, ...options } = input
  const { ownerTenant, ...ids } = await checkedScope(context, scope)
  if (!window && measure !== 'concurrency') throw invalidField('window', 'is missing')
  const counts = countByColumn(countBy, { ...ids, ownerTenant })
  const row = await db.limit.create({
    data: {
      id: call.restoredAs?.id ?? newUuid(),
      name,
      ...ids,
      countBy: counts,
      measure: measureColumn[measure],
      windowKind: window?.kind ?? 'rate',
      windowSeconds: window?.kind === 'quota' ? null : (window?.seconds ?? 60),
      period: window?.kind === 'quota' ? window.period : null,
      amount: amountColumn(measure, amount),
      currency: currencyOf(measure, currency ?? null, ownerTenant?.currency ?? null),
      // Counters that several tenants share have no tenant whose midnight they could turn at.
      timeZone: timeZone ?? (ownerTenant || ['tenant', 'subscription', 'key'].includes(counts) ? null : 'UTC'),
      ...options,
      setByOwner: context.scope.tenantIds !== null || (call.restoredAs?.setByOwner ?? false),
      createdAt: now,
    },
    include: limitInclude,
  })
  const after = limitView(row, now)
  context.record({ noun: 'limit', id: row.id, tenantId: ownerTenant?.id ?? null, after })
  return after
})

export const updateLimit = command(
  'limits.update',
  { path: { id: 'limit' }, in: limitUpdate, out: limit, versioned: true },
  async (context, { id, amount, ...fields }) => {
    const row = await limitOf(context, id, changeableLimits(context))
    const before = limitView(row, context.now)
    requireVersion(context, before)
    const data: Prisma.LimitUpdateInput = { ...fields, version: { increment: 1 } }
    if (amount !== undefined) data.amount = amountColumn(measureOf[row.measure], amount)
    const updated = await context.db.limit.update({ where: { id, version: row.version }, data, include: limitInclude })
    const after = limitView(updated, context.now)
    context.record({ noun: 'limit', id, tenantId: tenantOfLimit(row), before, after })
    return after
  },
)

/** More, until a time: afterwards the limit is what it was, without anybody remembering to set it back. */
export const raiseLimit = command(
  'limits.raise',
  { path: { id: 'limit' }, in: limitRaise, out: limit },
  async (context, { id, amount, until, reason }) => {
    const row = await limitOf(context, id, {})
    const before = limitView(row, context.now)
    requireVersion(context, before)
    const raisedAmount = amountColumn(measureOf[row.measure], amount)
    if (raisedAmount <= row.amount) throw invalidField('amount', 'must be above what the limit allows anyway')
    const raisedUntil = new Date(until)
    if (raisedUntil <= context.now) throw invalidField('until', 'must be in the future')
    const updated = await context.db.limit.update({
      where: { id, version: row.version },
      data: { raisedAmount, raisedUntil, version: { increment: 1 } },
      include: limitInclude,
    })
    const after = limitView(updated, context.now)
    context.record({ noun: 'limit', id, tenantId: tenantOfLimit(row), before, after: reason ? { ...after, reason } : after })
    return after
  },
)

export const deleteLimit = command(
  'limits.delete',
  { path: { id: 'limit' }, in: empty, out: deleted, versioned: true },
  async (context, { id }) => {
    const row = await limitOf(context, id, changeableLimits(context))
    const before = limitView(row, context.now)
    requireVersion(context, before)
    await context.db.limit.delete({ where: { id, version: row.version } })
    context.record({ noun: 'limit', id, tenantId: tenantOfLimit(row), before })
    return { deleted: true as const }
  },
)

/** The column of what it counts by; by default the narrowest thing its scope names. */
export function countByColumn(countBy: Limit['countBy'] | undefined, scope: CheckedScope): string {
  if (countBy === undefined) return defaultCountBy(scope)
  if (typeof countBy === 'string') return countBy
  if (!scope.ownerTenant && !scope.productId) {
    throw invalidField('countBy', 'may be a header or claim only within a tenant, subscription, key or product')
  }
  return 'header' in countBy ? `header:${countBy.header.toLowerCase()}` : `claim:${countBy.claim}`
}

/** Of money: what was said, else its tenant's. */
export function currencyOf(measure: Limit['measure'], given: string | null, ofTenant: string | null): string | null {
  if (measure !== 'cost') {
    if (given) throw invalidField('currency', 'is for limits that measure cost')
    return null
  }
  const currency = given ?? ofTenant
  if (!currency) throw invalidField('currency', 'is missing')
  return currency
}
