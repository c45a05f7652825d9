/** All request bodies in flight are bounded together: a call whose body finds no room is refused, and gives back what it took. */
import type { Call } from '@/lib/gateway/call'
import { Refusal } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'

export function boundedBodies(state: GatewayState, call: Call): { call: Call; release(): void } {
  let taken = 0
  return {
    call: {
      ...call,
      // Counted as they come: what is only announced takes nobody's room.
      readBody: (limitBytes) => call.readBody(limitBytes, take),
    },
    release() {
      state.bodies.give(taken)
      taken = 0
    },
  }

  function take(bytes: number): void {
    if (!state.bodies.take(bytes))
      throw new Refusal('gateway_busy', 'The gateway holds too many requests at once.', { retryAfterMs: 1_000 })
    taken += bytes
  }
}
