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
  /** When all its counters were last set to nothing used; 0 for never. */
  resetAtMs: number
  /** The same of single counters, by what they count. */
  resets: ReadonlyMap<string, number>
}

/** The amount in force at an instant: a temporary raise counts until it expires. */
export function amountAt(limit: Limit, nowMs: number): number {
  return limit.raised && nowMs < limit.raised.untilMs ? Math.max(limit.amount, limit.raised.amount) : limit.amount
}

/** When a counter was last set to nothing used; 0 for never. */
export function resetOf(limit: Limit, countKey: string): number {
  return limit.resets.size === 0 ? limit.resetAtMs : Math.max(limit.resetAtMs, limit.resets.get(countKey) ?? 0)
}

/** Headers and claims only subdivide: they have no more than so many counters, the rest share one. */
export const MAX_VALUES = 1_000
export const OTHER_VALUES = '(others)'

export function isCapped(limit: Limit): boolean {
  return limit.countBy.startsWith('header:') || limit.countBy.startsWith('claim:')
}
