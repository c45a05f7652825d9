/** A limit as the rules both planes share read it. */
import type { LimitRow } from '@/lib/control/limits/limit-view'
import { measureOf } from '@/lib/control/limits/limit-view'
import type { CountBy, Limit } from '@/lib/policy/limits/limit'

export function policyLimit(row: Omit<LimitRow, 'tenant' | 'product' | 'subscription' | 'key'>): Limit {
  return {
    id: row.id,
    name: row.name,
    scope: {
      tenantId: row.tenantId ?? undefined,
      productId: row.productId ?? undefined,
      subscriptionId: row.subscriptionId ?? undefined,
      keyId: row.keyId ?? undefined,
      userId: row.userId ?? undefined,
      model: row.model ?? undefined,
    },
    countBy: row.countBy as CountBy,
    measure: measureOf[row.measure],
    window:
      row.windowKind === 'quota'
        ? { kind: 'quota', period: row.period ?? 'month', timeZone: row.timeZone, weekStart: row.weekStart }
        : { kind: 'rate', seconds: row.windowSeconds ?? 60 },
    amount: Number(row.amount),
    currency: row.currency,
    mode: row.mode,
    onExceed: row.onExceed,
    waitMs: row.waitMs ?? 0,
    unpriced: row.unpriced === 'allow' ? 'allow' : 'refuse',
    quotaStatus: row.quotaStatus,
    storeDown: row.storeDown === 'deny' || row.storeDown === 'allow' ? row.storeDown : 'local',
    raised:
      row.raisedAmount !== null && row.raisedUntil !== null
        ? { amount: Number(row.raisedAmount), untilMs: row.raisedUntil.getTime() }
        : null,
    resetAtMs: row.resetAt?.getTime() ?? 0,
    resets: new Map(),
  }
}
