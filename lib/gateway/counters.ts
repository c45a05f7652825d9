/** The port to the counters of limits, and the memory of what a call has taken from them. */

import type { Span } from '@/lib/policy/limits/calendar'
import type { Limit } from '@/lib/policy/limits/limit'

/** What a call asks of one counter. */
export type Demand = {
  limit: Limit
  countKey: string
  /** In force now, raises included. */
  amount: number
  need: number
  /** The period of a quota; null for rates and concurrency. */
  span: Span | null
}

/** What a call took from one counter. `place` is the quota's period start, or the bucket in a rate's window of that length. */
export type Take = { limitId: string; countKey: string; hold: number; place: number; windowMs?: number }

export type Hold = { callId: string; takes: readonly Take[] }

/** One demand and how its counter stands. */
export type CounterView = {
  demand: Demand
  /** Settled and held, this call's own hold included once it has one. */
  used: number
  /**
   * Of a quota: when its period ends. Of a rate: when there is room for this need (Infinity where only a settlement can make
   * it), or, after it was granted, when nothing of this call counts any more.
   */
  resetAtMs: number
  hasRefused: boolean
}

export type ReserveResult = { ok: true; hold: Hold; views: CounterView[] } | { ok: false; views: CounterView[] }

export type Counters = {
  /** What is settled and held under each demand's counter now; where `mayBeRough`, what was so a moment ago will do. */
  peek(demands: readonly Demand[], nowMs: number, mayBeRough?: boolean): number[] | Promise<number[]>
  /** Takes from all counters or from none. Idempotent by call id while the hold is open. */
  reserve(callId: string, demands: readonly Demand[], nowMs: number): ReserveResult | Promise<ReserveResult>
  /** Replaces each take by the truth. Acts once: only while the hold is open. */
  settle(hold: Hold, actuals: readonly number[], nowMs: number): void | Promise<void>
}
