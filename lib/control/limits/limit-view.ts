import { toPublicId } from '@/lib/base/ids'
import type { Limit } from '@/lib/contracts/limit'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'
import { amountView } from '@/lib/control/limits/limit-amount'

export const limitInclude = {
  tenant: { select: { name: true } },
  product: { select: { name: true } },
  subscription: { select: { name: true, tenantId: true } },
  key: { select: { prefix: true, last4: true, subscription: { select: { tenantId: true } } } },
} satisfies Prisma.LimitInclude

export type LimitRow = Prisma.LimitGetPayload<{ include: typeof limitInclude }>

export const measureOf = {
  requests: 'requests',
  tokens: 'tokens',
  input_tokens: 'inputTokens',
  output_tokens: 'outputTokens',
  cost: 'cost',
  concurrency: 'concurrency',
} as const

export const measureColumn = {
  requests: 'requests',
  tokens: 'tokens',
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cost: 'cost',
  concurrency: 'concurrency',
} as const

export function limitView(row: LimitRow, now: Date): Limit {
  const measure = measureOf[row.measure]
  const isRaised = row.raisedAmount !== null && row.raisedUntil !== null && row.raisedUntil > now
  const raised = isRaised && row.raisedAmount !== null && row.raisedAmount > row.amount ? row.raisedAmount : row.amount
  return {
    id: toPublicId('limit', row.id),
    name: row.name,
    scope: scopeView(row),
    scopeLabel: scopeLabel(row),
    countBy: countByView(row.countBy),
    measure,
    window:
      row.windowKind === 'quota' && row.period
        ? { kind: 'quota', period: row.period }
        : { kind: 'rate', seconds: row.windowSeconds ?? 60 },
    amount: amountView(measure, row.amount),
    effectiveAmount: amountView(measure, raised),
    currency: row.currency,
    timeZone: row.timeZone,
    weekStart: row.weekStart,
    mode: row.mode,
    onExceed: row.onExceed,
    waitMs: row.waitMs,
    unpriced: row.unpriced === 'allow' ? 'allow' : 'refuse',
    storeDown: row.storeDown === 'deny' || row.storeDown === 'allow' ? row.storeDown : 'local',
    quotaStatus: row.quotaStatus,
    thresholds: row.thresholds,
    raisedAmount: row.raisedAmount === null ? null : amountView(measure, row.raisedAmount),
    raisedUntil: isoOrNull(row.raisedUntil),
    resetAt: isoOrNull(row.resetAt),
    setByOwner: row.setByOwner,
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }
}

/** The tenant a limit is set on, by itself or by what it is set on. */
export function tenantOfLimit(row: {
  tenantId: string | null
  subscription: { tenantId: string } | null
  key: { subscription: { tenantId: string } } | null
}): string | null {
  return row.tenantId ?? row.subscription?.tenantId ?? row.key?.subscription.tenantId ?? null
}

function scopeView(row: LimitRow): Limit['scope'] {
  return {
    ...(row.tenantId && { tenantId: toPublicId('tenant', row.tenantId) }),
    ...(row.productId && { productId: toPublicId('product', row.productId) }),
    ...(row.subscriptionId && { subscriptionId: toPublicId('subscription', row.subscriptionId) }),
    ...(row.keyId && { keyId: toPublicId('key', row.keyId) }),
    ...(row.userId && { userId: toPublicId('user', row.userId) }),
    ...(row.model && { model: row.model }),
  }
}

function scopeLabel(row: LimitRow): string {
  const parts = [
    row.tenant && `tenant ${row.tenant.name}`,
    row.product && `product ${row.product.name}`,
    row.subscription && `subscription ${row.subscription.name}`,
    row.key && `key ${row.key.prefix}…${row.key.last4}`,
    row.userId && `user ${toPublicId('user', row.userId)}`,
    row.model && `model ${row.model}`,
  ].filter(Boolean)
  return parts.length > 0 ? parts.join(' · ') : 'the whole platform'
}

function countByView(column: string): Limit['countBy'] {
  if (column.startsWith('header:')) return { header: column.slice(7) }
  if (column.startsWith('claim:')) return { claim: column.slice(6) }
  return column as Exclude<Limit['countBy'], object>
}
