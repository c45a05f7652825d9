/** A limit, as both planes read it: where it applies, what it counts by, what it measures, its window. */

export type Measure = 'requests' | 'tokens' | 'inputTokens' | 'outputTokens' | 'cost' | 'concurrency'
export type Period = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'
export type CountBy =
  | 'platform'
  | 'tenant'
  | 'product'
  | 'subscription'
  | 'key'
  | 'user'
  | 'model'
  | `header:${string}`
  | `claim:${string}`

export type Window =
  | { kind: 'rate'; seconds: number }
  | { kind: 'quota'; period: Period; timeZone: string | null; weekStart: number }

/** Every field that is set must match; an empty scope is the whole platform. */
export type LimitScope = {
  tenantId?: string
  productId?: string
  subscriptionId?: string
  keyId?: string
  userId?: string
  model?: string
}

export type Limit = {
  id: string
  name: string
  scope: LimitScope
  countBy: CountBy
  measure: Measure
  window: Window
  /** Requests, tokens, calls at once, or nano-units of `currency`. */
  amount: number
  currency: string | null
  mode: 'strict' | 'optimistic'
  onExceed: 'refuse' | 'wait' | 'warn'
  waitMs: number
  unpriced: 'refuse' | 'allow'
  quotaStatus: number
  /** While a shared store of counters does not answer: count here alone, refuse, or let pass. */
  storeDown: 'local' | 'deny' | 'allow'
  raised: { amount: number; untilMs: number } | null
}

/** The amount in force at an instant: a temporary raise counts until it expires. */
export function amountAt(limit: Limit, nowMs: number): number {
  return limit.raised && nowMs < limit.raised.untilMs ? Math.max(limit.amount, limit.raised.amount) : limit.amount
}
