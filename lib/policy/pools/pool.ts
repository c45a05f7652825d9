/** A pool in API Management's words: members with priority (lower first) and weight, and one breaker rule. */
export type Strategy = 'weighted' | 'least-latency' | 'least-busy'

export type PoolMember = { backendId: string; priority: number; weight: number }

export type BreakerRule = {
  /** Trips at this many failures, or at this share of calls (in percent, from 5 calls on), within the interval. */
  count: number | null
  percentage: number | null
  intervalMs: number
  statusCodeRanges: readonly { min: number; max: number }[]
  /** Failures without a status: connect, reset, timeout, invalid. */
  errorReasons: readonly string[]
  tripDurationMs: number
  acceptRetryAfter: boolean
  /** A provider may ask for a day; nobody waits that long. */
  retryAfterCapMs: number
}

export type Pool = { id: string; name: string; strategy: Strategy; members: readonly PoolMember[]; breaker: BreakerRule }

/** For pools that set no rule: three failures in ten seconds, or one 429, open it for ten seconds. */
export const defaultBreaker: BreakerRule = Object.freeze({
  count: 3,
  percentage: null,
  intervalMs: 10_000,
  statusCodeRanges: [
    { min: 429, max: 429 },
    { min: 500, max: 599 },
  ],
  errorReasons: ['connect', 'reset', 'timeout', 'invalid'],
  tripDurationMs: 10_000,
  acceptRetryAfter: true,
  retryAfterCapMs: 60_000,
})
