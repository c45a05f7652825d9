/** How the members of pools stand in this process, for its heartbeat and for its own console. */
import type { LiveMember } from '@/lib/control/control-ports'
import { lastMinute, type PoolStates } from '@/lib/gateway/pool-states'
import { breakerState } from '@/lib/policy/pools/breaker'

export function liveMembers(states: PoolStates, nowMs: number): LiveMember[] {
  return states.list().map(({ poolId, backendId, member }) => {
    const { breaker, pulse } = member
    const state = breakerState(breaker, nowMs)
    return {
      poolId,
      backendId,
      state,
      reason: breaker.reason,
      openForMs: Math.max(0, breaker.openUntilMs - nowMs),
      inFlight: member.inFlight,
      latencyMs: Math.round(member.latencyMs * 10) / 10,
      ...lastMinute(member, nowMs),
      pulse: pulse && { ageMs: nowMs - pulse.atMs, ok: pulse.ok, latencyMs: Math.round(pulse.latencyMs), message: pulse.message },
    }
  })
}
