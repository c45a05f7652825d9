/** Equal questions under way at once: one is asked, the others wait for its answer. */
import type { StoredAnswer } from '@/lib/gateway/cache/answer-store'
import type { HangUp } from '@/lib/gateway/hang-up'

/** Was its question equal, or only alike in meaning? */
export type Hit = 'HIT' | 'SEMANTIC'

/** How the asking ended for those who wait. */
export type Landed =
  | { answer: StoredAnswer; hit: Hit }
  /** Its caller left before there was one: somebody else must ask. */
  | 'abandoned'
  /** There is none to share: each asks for itself. */
  | 'failed'

/** How a wait ended where the flight did not: its patience is over, or its own caller hung up. */
export type Unlanded = 'late' | null

export class Flights {
  private readonly under = new Map<string, Flight>()

  /** How long anybody waits for another's answer: who asked first may read slowly, or never to the end. */
  patienceMs = 5_000

  find(key: string): Flight | undefined {
    return this.under.get(key)
  }

  /** The caller asks now; newcomers wait for it, whoever asked before. It must land, whatever happens. */
  start(key: string): Flight {
    const flight = new Flight(() => {
      if (this.under.get(key) === flight) this.under.delete(key)
    })
    this.under.set(key, flight)
    return flight
  }

  /** How many wait for somebody else's answer. */
  waiting(): number {
    return [...this.under.values()].reduce((sum, flight) => sum + flight.waiters(), 0)
  }
}

export class Flight {
  private isOver = false
  private readonly waiting = new Set<(landed: Landed) => void>()

  constructor(private readonly onLanded: () => void) {}

  /** Its end, unless something else comes first. */
  wait(hangUp: HangUp, patienceMs: number): Promise<Landed | Unlanded> {
    return new Promise((resolve) => {
      let stopListening = () => {}
      const finish = (landed: Landed | Unlanded) => {
        this.waiting.delete(finish)
        clearTimeout(timer)
        stopListening()
        resolve(landed)
      }
      const timer = setTimeout(finish, Math.max(0, patienceMs), 'late')
      this.waiting.add(finish)
      stopListening = hangUp.onHangUp(() => finish(null))
    })
  }

  waiters(): number {
    return this.waiting.size
  }

  land(landed: Landed): void {
    if (this.isOver) return
    this.isOver = true
    this.onLanded()
    for (const finish of [...this.waiting]) finish(landed)
  }
}
