/**
 * A circuit breaker: closed while failures in the interval stay below the rule; open for the trip duration (or what
 * Retry-After asked, capped); then half-open: one probe decides whether it closes or opens again.
 */
import type { BreakerRule } from '@/lib/policy/pools/pool'

export type Breaker = {
  /** Start of the current counting interval. */
  sinceMs: number
  calls: number
  failures: number
  /** 0 while closed. */
  openUntilMs: number
  /** Set while the one probe of a half-open breaker is under way. */
  probeSinceMs: number
  reason: string
}

/** What an attempt came to: a status, or a reason where no answer came. */
export type AttemptResult = { status: number; retryAfterMs: number | null } | { error: string }

/** A probe that never reported back stops blocking the next one after this long. */
const PROBE_LOST_MS = 60_000

export function createBreaker(): Breaker {
  return { sinceMs: 0, calls: 0, failures: 0, openUntilMs: 0, probeSinceMs: 0, reason: '' }
}

export function breakerState(breaker: Breaker, nowMs: number): 'closed' | 'open' | 'half-open' {
  if (breaker.openUntilMs === 0) return 'closed'
  return nowMs < breaker.openUntilMs ? 'open' : 'half-open'
}

/** May a call be sent? A half-open breaker lets one through at a time. */
export function isAvailable(breaker: Breaker, nowMs: number): boolean {
  if (breaker.openUntilMs === 0) return true
  if (nowMs < breaker.openUntilMs) return false
  return breaker.probeSinceMs === 0 || nowMs - breaker.probeSinceMs >= PROBE_LOST_MS
}

/** Tells the breaker that a call is being sent. */
export function noteAttempt(breaker: Breaker, nowMs: number): void {
  if (breaker.openUntilMs !== 0) breaker.probeSinceMs = nowMs
}

/** Tells the breaker how an attempt ended; true where this tripped it. */
export function noteResult(breaker: Breaker, rule: BreakerRule, result: AttemptResult, nowMs: number): boolean {
  if (nowMs - breaker.sinceMs >= rule.intervalMs) {
    breaker.sinceMs = nowMs
    breaker.calls = 0
    breaker.failures = 0
  }
  breaker.calls++
  if (!isFailure(rule, result)) {
    if (breaker.probeSinceMs !== 0 && nowMs >= breaker.openUntilMs) closeBreaker(breaker)
    return false
  }
  breaker.failures++
  const askedMs = rule.acceptRetryAfter && 'status' in result ? result.retryAfterMs : null
  const isProbe = breaker.probeSinceMs !== 0
  if (askedMs === null && !isProbe && !isOverThreshold(breaker, rule)) return false
  breaker.openUntilMs = Math.max(
    breaker.openUntilMs,
    nowMs + (askedMs === null ? rule.tripDurationMs : Math.min(askedMs, rule.retryAfterCapMs)),
  )
  breaker.probeSinceMs = 0
  breaker.reason = 'status' in result ? `status ${result.status}` : result.error
  return true
}

/** Does the rule count this result as a failure? Such an attempt may be tried at the next member. */
export function isFailure(rule: BreakerRule, result: AttemptResult): boolean {
  if ('error' in result) return rule.errorReasons.includes(result.error)
  return rule.statusCodeRanges.some((range) => result.status >= range.min && result.status <= range.max)
}

function isOverThreshold(breaker: Breaker, rule: BreakerRule): boolean {
  if (rule.count !== null && breaker.failures >= rule.count) return true
  return rule.percentage !== null && breaker.calls >= 5 && breaker.failures * 100 >= rule.percentage * breaker.calls
}

function closeBreaker(breaker: Breaker): void {
  breaker.openUntilMs = 0
  breaker.probeSinceMs = 0
  breaker.failures = 0
  breaker.calls = 0
  breaker.reason = ''
}
