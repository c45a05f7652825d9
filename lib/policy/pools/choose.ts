/** Which member of a pool is tried next. */
import { type Breaker, isAvailable } from '@/lib/policy/pools/breaker'
import type { Strategy } from '@/lib/policy/pools/pool'

/** What the choice knows of a member at this moment. */
export type MemberState = {
  breaker: Breaker
  inFlight: number
  /** Exponentially weighted; 0 before the first answer. */
  latencyMs: number
  measuredAtMs: number
  /** Of the weighted round-robin. */
  credit: number
}

export type Candidate = {
  backendId: string
  priority: number
  weight: number
  /** As the backend names it; tenants restricted to regions are held to it. */
  region: string | null
  /** The same, however it was written: for preferences. */
  regionKey: string | null
  live: MemberState
}

export type Wish = {
  strategy: Strategy
  /** The only regions a tenant may be served from; empty: all. */
  regions: readonly string[]
  /** The caller's own region, by its key. */
  nearTo: string | null
  /** The session of a caller that wants the same member as before, wherever it can be had. */
  session: string | null
}

/** A latency older than this is found out anew, by one call. */
const STALE_MS = 10_000

/**
 * The next member to try: of the lowest priority number that has an available, untried member in the tenant's regions,
 * those in the caller's region where there are any, and of these the one the session belongs to, else the one the strategy
 * prefers. Null where none is left.
 */
export function chooseMember<C extends Candidate>(
  candidates: readonly C[],
  wish: Wish,
  tried: readonly Candidate[],
  nowMs: number,
): C | null {
  let priority = Number.POSITIVE_INFINITY
  let isNear = false
  for (const one of candidates) {
    if (one.priority > priority || !isEligible(one, wish, tried, nowMs)) continue
    if (one.priority < priority) {
      priority = one.priority
      isNear = false
    }
    if (wish.nearTo !== null && one.regionKey === wish.nearTo) isNear = true
  }
  if (priority === Number.POSITIVE_INFINITY) return null
  let best: C | null = null
  let bestScore = 0
  let ties = 0
  for (const one of candidates) {
    if (one.priority !== priority || (isNear && one.regionKey !== wish.nearTo)) continue
    if (!isEligible(one, wish, tried, nowMs)) continue
    const score = wish.session === null ? scoreOf(wish.strategy, one.live, nowMs) : drawOf(wish.session, one)
    if (best === null || score < bestScore) {
      best = one
      bestScore = score
      ties = 1
    } else if (score === bestScore) ties++
  }
  return ties > 1 ? inTurn(candidates, wish, tried, nowMs, priority, isNear, bestScore) : best
}

/** May this member serve the call at all, whatever else is up or down? */
export function isAllowedRegion(region: string | null, regions: readonly string[]): boolean {
  return regions.length === 0 || (region !== null && regions.includes(region))
}

/** Available, in the tenant's regions, and not tried yet. */
export function isEligible(one: Candidate, wish: Wish, tried: readonly Candidate[], nowMs: number): boolean {
  return isAvailable(one.live.breaker, nowMs) && isAllowedRegion(one.region, wish.regions) && !tried.includes(one)
}

/** Less is better. */
function scoreOf(strategy: Strategy, live: MemberState, nowMs: number): number {
  if (strategy === 'weighted') return 0
  if (strategy === 'least-busy') return live.inFlight
  const isKnown = live.latencyMs > 0
  // Nobody stays the slowest for ever: what has not been measured lately gets one call to show what it can do.
  if (live.inFlight === 0 && (!isKnown || nowMs - live.measuredAtMs >= STALE_MS)) return -1
  return isKnown ? live.latencyMs : Number.POSITIVE_INFINITY
}

/**
 * Among equals a smooth weighted round-robin: every choice adds each one's weight to its credit, takes the richest and
 * charges it the sum, so that shares are exact over any run of choices.
 */
function inTurn<C extends Candidate>(
  candidates: readonly C[],
  wish: Wish,
  tried: readonly Candidate[],
  nowMs: number,
  priority: number,
  isNear: boolean,
  score: number,
): C | null {
  let best: C | null = null
  let sum = 0
  for (const one of candidates) {
    if (one.priority !== priority || (isNear && one.regionKey !== wish.nearTo)) continue
    if (!isEligible(one, wish, tried, nowMs)) continue
    if (wish.session === null && scoreOf(wish.strategy, one.live, nowMs) !== score) continue
    one.live.credit += one.weight
    sum += one.weight
    if (best === null || one.live.credit > best.live.credit) best = one
  }
  if (best) best.live.credit -= sum
  return best
}

/** Weighted rendezvous hashing: every replica draws the same member for a session, and only a lost member's sessions move. */
function drawOf(session: string, { backendId, weight }: Candidate): number {
  return -Math.log(hashOf(session, backendId)) / weight
}

/** FNV-1a with a final mix, as a fraction between 0 and 1, neither included. */
function hashOf(session: string, backendId: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < session.length; i++) hash = Math.imul(hash ^ session.charCodeAt(i), 0x01000193)
  for (let i = 0; i < backendId.length; i++) hash = Math.imul(hash ^ backendId.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 2 ** 32
}
