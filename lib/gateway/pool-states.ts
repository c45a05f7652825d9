/** The live side of pools: breakers, calls in flight, latency. Outlives catalog changes; one per process. */
import { type AttemptResult, type Breaker, createBreaker, isAvailable, noteAttempt, noteResult } from '@/lib/policy/pools/breaker'
import type { MemberState } from '@/lib/policy/pools/choose'
import type { BreakerRule, Pool } from '@/lib/policy/pools/pool'

export type LiveMember = MemberState & { breaker: Breaker; attempts: number; failures: number }

export type PoolStates = {
  /** The state of a member, its availability brought up to date. */
  stateOf(pool: Pool, backendId: string, nowMs: number): LiveMember
  begin(member: LiveMember, nowMs: number): void
  /** Every attempt must end here, whatever became of it; `aborted` ones say nothing about the backend. */
  end(member: LiveMember, rule: BreakerRule, result: AttemptResult | 'aborted', startMs: number, nowMs: number): void
  list(): { poolId: string; backendId: string; member: LiveMember }[]
}

/** How much a new latency weighs against what was known. */
const SMOOTHING = 0.2

export function createPoolStates(): PoolStates {
  const states = new Map<string, LiveMember>()
  return {
    stateOf(pool, backendId, nowMs) {
      const name = `${pool.id} ${backendId}`
      let member = states.get(name)
      if (!member) {
        member = { breaker: createBreaker(), isAvailable: true, inFlight: 0, latencyMs: 0, credit: 0, attempts: 0, failures: 0 }
        states.set(name, member)
      }
      member.isAvailable = isAvailable(member.breaker, nowMs)
      return member
    },
    begin(member, nowMs) {
      member.inFlight++
      member.attempts++
      noteAttempt(member.breaker, nowMs)
    },
    end(member, rule, result, startMs, nowMs) {
      member.inFlight--
      if (result === 'aborted') {
        member.breaker.probeSinceMs = 0
        return
      }
      const wasFailure = noteResult(member.breaker, rule, result, nowMs)
      if (wasFailure || 'error' in result) member.failures++
      else
        member.latencyMs =
          member.latencyMs === 0 ? nowMs - startMs : member.latencyMs + SMOOTHING * (nowMs - startMs - member.latencyMs)
    },
    list: () =>
      [...states].map(([name, member]) => {
        const [poolId = '', backendId = ''] = name.split(' ')
        return { poolId, backendId, member }
      }),
  }
}
