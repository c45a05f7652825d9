/** What a gateway remembers between calls, besides its ports. */
import { type AnswerIndex, createAnswerIndex } from '@/lib/gateway/cache/answer-index'
import { Flights } from '@/lib/gateway/cache/flights'
import { createOutputHistory, type OutputHistory } from '@/lib/gateway/output-history'
import { createPoolStates, type PoolStates } from '@/lib/gateway/pool-states'
import { createRoomQueue, type RoomQueue } from '@/lib/gateway/room-queue'

export type GatewayState = {
  history: OutputHistory
  pools: PoolStates
  bodies: BodyBudget
  /** Calls that wait for room under a limit. */
  room: RoomQueue
  /** Equal questions under way, of products that keep answers. */
  flights: Flights
  /** Questions of kept answers, by their meaning. */
  questions: AnswerIndex
  /** Calls that used more than they held, and by how many tokens: nothing had bounded them. */
  debts: { calls: number; tokens: number }
}

/** All request bodies in flight are bounded together, not only each. */
export type BodyBudget = { take(bytes: number): boolean; give(bytes: number): void; bytes(): number }

export function createGatewayState(maxInFlightBytes: number): GatewayState {
  let inFlight = 0
  return {
    history: createOutputHistory(),
    pools: createPoolStates(),
    room: createRoomQueue(),
    flights: new Flights(),
    questions: createAnswerIndex(),
    debts: { calls: 0, tokens: 0 },
    bodies: {
      take(bytes) {
        if (inFlight + bytes > maxInFlightBytes) return false
        inFlight += bytes
        return true
      },
      give: (bytes) => {
        inFlight -= bytes
      },
      bytes: () => inFlight,
    },
  }
}
