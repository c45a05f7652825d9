/**
 * Retries must not multiply an outage. A retry that is answered costs nothing, so that calls of a dead backend move to a
 * healthy one however many they are; those that fail too are counted, and beyond the budget calls fail at their first attempt.
 */
import type { RetryRule } from '@/lib/policy/pools/pool'

export type RetryBudget = { sinceMs: number; calls: number; failed: number; earlierCalls: number; earlierFailed: number }

const WINDOW_MS = 10_000
/** A pool with few calls may still retry. */
const FLOOR = 10

export function createRetryBudget(): RetryBudget {
  return { sinceMs: 0, calls: 0, failed: 0, earlierCalls: 0, earlierFailed: 0 }
}

export function noteCall(budget: RetryBudget, nowMs: number): void {
  turn(budget, nowMs)
  budget.calls++
}

export function noteFailedRetry(budget: RetryBudget, nowMs: number): void {
  turn(budget, nowMs)
  budget.failed++
}

export function mayRetry(budget: RetryBudget, rule: RetryRule, nowMs: number): boolean {
  turn(budget, nowMs)
  const calls = budget.calls + budget.earlierCalls
  return budget.failed + budget.earlierFailed < FLOOR + (rule.budgetPercent * calls) / 100
}

/** How long the retry after `failures` failed attempts waits: the first goes at once, to a member nobody has tried. */
export function backoffMs(rule: RetryRule, failures: number, random: number): number {
  return failures < 2 ? 0 : random * Math.min(MOST_MS, rule.backoffMs * 2 ** (failures - 2))
}

const MOST_MS = 2_000

/** The present window and the one before it. */
function turn(budget: RetryBudget, nowMs: number): void {
  if (nowMs - budget.sinceMs < WINDOW_MS) return
  const isNext = nowMs - budget.sinceMs < 2 * WINDOW_MS
  budget.earlierCalls = isNext ? budget.calls : 0
  budget.earlierFailed = isNext ? budget.failed : 0
  budget.calls = 0
  budget.failed = 0
  budget.sinceMs = nowMs
}
