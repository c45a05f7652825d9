/**
 * Calls that wait for room under a limit, first come, first served. Only the first of each limit's line asks the counters again; the
 * others wait for their turn, however many there are. The line has an end: whoever comes beyond it is refused at once.
 */
import type { HangUp } from '@/lib/gateway/hang-up'

export type RoomQueue = {
  /** A place in a limit's line, or null where it is full. */
  join(limitId: string): Place | null
  size(): number
}

export type Place = {
  /** Resolves when it is this call's turn, when it has waited long enough, or when its caller has left. */
  turn(mostMs: number, hangUp: HangUp): Promise<void>
  leave(): void
}

/** All lines of a process together. */
const MOST = 1_000

export function createRoomQueue(most = MOST): RoomQueue {
  const lines = new Map<string, Set<() => void>>()
  let size = 0
  return {
    size: () => size,
    join(limitId) {
      if (size >= most) return null
      const line = lines.get(limitId) ?? new Set()
      lines.set(limitId, line)
      let wake = () => {}
      const own = () => wake()
      line.add(own)
      size++
      return {
        turn: (mostMs, hangUp) =>
          new Promise((resolve) => {
            if (first(line) === own) return resolve()
            const timer = setTimeout(() => wake(), mostMs)
            const stopListening = hangUp.onHangUp(() => wake())
            wake = () => {
              wake = () => {}
              clearTimeout(timer)
              stopListening()
              resolve()
            }
          }),
        leave() {
          const wasFirst = first(line) === own
          if (!line.delete(own)) return
          size--
          if (line.size === 0) lines.delete(limitId)
          else if (wasFirst) first(line)?.()
        },
      }
    },
  }
}

function first(line: Set<() => void>): (() => void) | undefined {
  return line.values().next().value
}
