/** What a gateway remembers between calls, besides its ports. */
import { TokenMemo } from '@/lib/gateway/bearer/token-memo'
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
  /** Tokens whose signature has been checked. */
  tokens: TokenMemo
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
    tokens: new TokenMemo(),
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
