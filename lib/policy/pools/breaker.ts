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
  /** Opened by health probes: one that is answered closes it at once. */
  isProbedDown: boolean
}

/** What an attempt came to: a status, or a reason where no answer came. */
export type AttemptResult = { status: number; retryAfterMs: number | null } | { error: string }

export type BreakerState = 'closed' | 'open' | 'half-open'

/** A probe that never reported back stops blocking the next one after this long. */
const PROBE_LOST_MS = 60_000

export function createBreaker(): Breaker {
  return { sinceMs: 0, calls: 0, failures: 0, openUntilMs: 0, probeSinceMs: 0, reason: '', isProbedDown: false }
}

export function breakerState(breaker: Breaker, nowMs: number): BreakerState {
  if (breaker.openUntilMs === 0) return 'closed'
  return nowMs < breaker.openUntilMs ? 'open' : 'half-open'
}

/** May a call be sent? A half-open breaker lets one through at a time. */
export function isAvailable(breaker: Breaker, nowMs: number): boolean {
  if (breaker.openUntilMs === 0) return true
  if (nowMs < breaker.openUntilMs) return false
  return breaker.probeSinceMs === 0 || nowMs - breaker.probeSinceMs >= PROBE_LOST_MS
}

/** Tells the breaker that a call is being sent; true where it is the probe of a half-open one. */
export function noteAttempt(breaker: Breaker, nowMs: number): boolean {
  if (breaker.openUntilMs === 0 || nowMs < breaker.openUntilMs) return false
  breaker.probeSinceMs = nowMs
  return true
}

/** Tells the breaker how an attempt ended. What was sent before it opened neither closes it nor opens it anew. */
export function noteResult(breaker: Breaker, rule: BreakerRule, result: AttemptResult, nowMs: number, isProbe: boolean): void {
  if (nowMs - breaker.sinceMs >= rule.intervalMs) {
    breaker.sinceMs = nowMs
    breaker.calls = 0
    breaker.failures = 0
  }
  breaker.calls++
  if (!isFailure(rule, result)) {
    // Another answer may have asked for more time while the probe was under way.
    if (isProbe && nowMs >= breaker.openUntilMs) closeBreaker(breaker)
    return
  }
  breaker.failures++
  const askedMs = rule.acceptRetryAfter && 'status' in result ? result.retryAfterMs : null
  if (askedMs !== null) tripByCall(breaker, reasonOf(result), nowMs + Math.min(askedMs, rule.retryAfterCapMs))
  else if (isProbe || (breaker.openUntilMs === 0 && isOverThreshold(breaker, rule)))
    tripByCall(breaker, reasonOf(result), nowMs + rule.tripDurationMs)
}

/** The probe's caller went away: it says nothing about the backend, and the next call may probe. */
export function dropProbe(breaker: Breaker): void {
  breaker.probeSinceMs = 0
}

/** Health probes find the backend down. Each one that does keeps it open for longer than until the next. */
export function tripByProbe(breaker: Breaker, reason: string, untilMs: number): void {
  breaker.isProbedDown = true
  trip(breaker, reason, untilMs)
}

/** A health probe was answered. What probes opened it closes; what calls opened only once its time is over. */
export function notePulse(breaker: Breaker, nowMs: number): void {
  if (breaker.openUntilMs !== 0 && (breaker.isProbedDown || nowMs >= breaker.openUntilMs)) closeBreaker(breaker)
}

/** Does the rule count this result as a failure? Such an attempt may be tried at the next member. */
export function isFailure(rule: BreakerRule, result: AttemptResult): boolean {
  if ('error' in result) return rule.errorReasons.includes(result.error)
  return rule.statusCodeRanges.some((range) => result.status >= range.min && result.status <= range.max)
}

/** What a call was told counts, whatever probes say. */
function tripByCall(breaker: Breaker, reason: string, untilMs: number): void {
  breaker.isProbedDown = false
  trip(breaker, reason, untilMs)
}

function trip(breaker: Breaker, reason: string, untilMs: number): void {
  breaker.openUntilMs = Math.max(breaker.openUntilMs, untilMs)
  breaker.probeSinceMs = 0
  breaker.reason = reason
}

function reasonOf(result: AttemptResult): string {
  return 'status' in result ? `status ${result.status}` : result.error
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
  breaker.isProbedDown = false
}
