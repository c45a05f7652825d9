/** A pool in API Management's words: members with priority (lower first) and weight, one breaker rule, and how calls are routed. */
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

/** Calls of one session go to one member: named by a header of the caller's, or by a cookie of ours. */
export type Affinity = { by: 'header' | 'cookie'; name: string }

/** What a call gets that no member could answer. */
export type LastResort =
  /** 503 with the shortest wait, or how the last attempt failed. */
  | { kind: 'refuse' }
  /** While every breaker is open: the first member anyway. */
  | { kind: 'primary' }
  | { kind: 'answer'; text: string }
  | { kind: 'model'; model: string }

/** A request without a caller, to see whether a backend is there. */
export type ProbeRule = {
  intervalMs: number
  timeoutMs: number /** Below the backend's base URL; null: its list of models. */
  path: string | null
}

export type Deadlines = {
  /** Of one attempt: until a plain answer is whole, or a stream's first content is there. */
  attemptMs: number
  /** Until the first byte of an answer. Null: a minute for streams, the attempt's deadline for plain answers, which come at once. */
  firstByteMs: number | null
  /** Between two pieces of an answer. */
  idleMs: number
  /** From a call's admission to the end of its answer. */
  callMs: number
}

export type RetryRule = {
  /** Members one call may be sent to, the first included. */
  maxAttempts: number
  /** Retries that fail may be this share of the pool's calls within ten seconds, and ten. */
  budgetPercent: number
  /** The second retry waits a random time up to this, each further one up to twice as long. The first goes at once. */
  backoffMs: number
}

export type Routing = {
  affinity: Affinity | null
  /** Is `X-User-Region` listened to? */
  prefersUserRegion: boolean
  lastResort: LastResort
  probe: ProbeRule | null
  deadlines: Deadlines
  retries: RetryRule
}

export type Pool = {
  id: string
  name: string
  strategy: Strategy
  members: readonly PoolMember[]
  breaker: BreakerRule
  routing: Routing
}

/** For pools that set no rule: three failures in ten seconds, or one 429 that says how long, open it. */
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

export const defaultDeadlines: Deadlines = Object.freeze({
  attemptMs: 300_000,
  firstByteMs: null,
  idleMs: 60_000,
  callMs: 600_000,
})

export const defaultRetries: RetryRule = Object.freeze({ maxAttempts: 4, budgetPercent: 20, backoffMs: 100 })

export const defaultRouting: Routing = Object.freeze({
  affinity: null,
  prefersUserRegion: true,
  lastResort: Object.freeze({ kind: 'refuse' as const }),
  probe: null,
  deadlines: defaultDeadlines,
  retries: defaultRetries,
})

/** A region however it is written: "Sweden Central" and "swedencentral" are one. */
export function regionKey(region: string): string {
  return region.toLowerCase().replaceAll(/[\s_-]/g, '')
}
