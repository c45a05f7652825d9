/** Reads a breaker rule as it is stored: API Management's words, durations as ISO 8601. */
import { durationMs } from '@/lib/policy/pools/durations'
import { type BreakerRule, defaultBreaker } from '@/lib/policy/pools/pool'

type Stored = {
  failureCondition?: {
    count?: number
    percentage?: number
    interval?: string
    statusCodeRanges?: { min: number; max: number }[]
    errorReasons?: string[]
  }
  tripDuration?: string
  acceptRetryAfter?: boolean
  retryAfterCap?: string | null
}

/** The rule, or the default where none is set. A rule that names no error reasons counts every failure without a status. */
export function readBreakerRule(stored: unknown): BreakerRule {
  if (typeof stored !== 'object' || stored === null) return defaultBreaker
  const { failureCondition = {}, tripDuration, acceptRetryAfter, retryAfterCap } = stored as Stored
  const reasons = failureCondition.errorReasons ?? []
  return {
    count: failureCondition.count ?? (failureCondition.percentage === undefined ? defaultBreaker.count : null),
    percentage: failureCondition.percentage ?? null,
    intervalMs: durationMs(failureCondition.interval) ?? defaultBreaker.intervalMs,
    statusCodeRanges: failureCondition.statusCodeRanges ?? defaultBreaker.statusCodeRanges,
    errorReasons:
      reasons.length === 0
        ? defaultBreaker.errorReasons
        : reasons.map((reason) => ownWords[reason.toLowerCase()] ?? reason.toLowerCase()),
    tripDurationMs: durationMs(tripDuration) ?? defaultBreaker.tripDurationMs,
    acceptRetryAfter: acceptRetryAfter ?? true,
    retryAfterCapMs: durationMs(retryAfterCap) ?? defaultBreaker.retryAfterCapMs,
  }
}

/** What API Management calls the reasons. */
const ownWords: Record<string, string> = {
  backendconnectionfailure: 'connect',
  connectionfailure: 'connect',
  operationnotfound: 'invalid',
  timeout: 'timeout',
}
