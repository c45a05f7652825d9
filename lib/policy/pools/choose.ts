/** Which member of a pool is tried next. */
import type { PoolMember, Strategy } from '@/lib/policy/pools/pool'

/** What the choice knows of a member at this moment. */
export type MemberState = { isAvailable: boolean; inFlight: number; latencyMs: number; credit: number }

/**
 * The next member to try: of the lowest priority number that has an available, untried member, the one the strategy
 * prefers. Weighted is a smooth weighted round-robin: every choice adds each candidate's weight to its credit, takes the
 * richest and charges it the sum, so that shares are exact over any run of choices. Null where none is left.
 */
export function chooseMember<M extends PoolMember>(
  members: readonly M[],
  strategy: Strategy,
  stateOf: (member: M) => MemberState,
  tried: ReadonlySet<string>,
): M | null {
  let priority = Number.POSITIVE_INFINITY
  for (const member of members) {
    if (member.priority < priority && !tried.has(member.backendId) && stateOf(member).isAvailable) priority = member.priority
  }
  if (priority === Number.POSITIVE_INFINITY) return null
  let best: M | null = null
  let bestState: MemberState | null = null
  let sum = 0
  for (const member of members) {
    if (member.priority !== priority || tried.has(member.backendId)) continue
    const state = stateOf(member)
    if (!state.isAvailable) continue
    state.credit += member.weight
    sum += member.weight
    if (bestState === null || isBetter(strategy, state, bestState)) {
      best = member
      bestState = state
    }
  }
  if (bestState) bestState.credit -= sum
  return best
}

function isBetter(strategy: Strategy, candidate: MemberState, best: MemberState): boolean {
  if (strategy === 'least-busy' && candidate.inFlight !== best.inFlight) return candidate.inFlight < best.inFlight
  if (strategy === 'least-latency' && candidate.latencyMs !== best.latencyMs) return candidate.latencyMs < best.latencyMs
  return candidate.credit > best.credit
}
