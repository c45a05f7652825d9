/**
 * What the calls of one turn of the event loop ask of the store goes as one script: preparing, sending and reading one costs
 * a gateway as much as all the rest of a call, and a busy one has several calls in each turn.
 */
import { strings, type Wire } from '@/lib/runtime/counters/counter-wire'
import type { RedisLink } from '@/lib/runtime/counters/redis-link'
import { turnScript } from '@/lib/runtime/counters/redis-scripts'

export type Turns = {
  /**
   * Takes a hold in this turn; resolves with the status and the figures of each counter (`['epoch']`: the store is another one),
   * rejects where the store was not reached within what is left of the call's patience.
   */
  reserve(callId: string, wires: readonly Wire[], nowMs: number): Promise<string[]>
  /** Says in this turn what a call has used. Nobody waits; `onSettled` hears of it, or `onLost` when nothing else was asked with it. */
  settle(callId: string, actuals: readonly number[]): void
  /** Sends now what has gathered: what is asked next comes after it. */
  send(): void
}

export type TurnsOptions = {
  link: RedisLink
  at(): number | ''
  epoch(): string
  leaseMs: number
  patienceMs: number
  onSettled(callId: string): void
  onLost(error: unknown): void
}

type Asked = {
  callId: string
  wires: readonly Wire[]
  nowMs: number
  resolve(reply: string[]): void
  reject(error: unknown): void
}

/** For what was only settled nobody waits. */
const BACKGROUND_MS = 1_000
/** No script of more holds the store up. */
const CALLS_PER_SCRIPT = 200

export function createTurns(options: TurnsOptions): Turns {
  const { link, at, epoch, leaseMs, patienceMs, onSettled, onLost } = options
  let asked: Asked[] = []
  let settled: [string, readonly number[]][] = []
  let isScheduled = false

  return { reserve, settle, send }

  function reserve(callId: string, wires: readonly Wire[], nowMs: number): Promise<string[]> {
    return new Promise((resolve, reject) => {
      asked.push({ callId, wires, nowMs, resolve, reject })
      schedule()
    })
  }

  function settle(callId: string, actuals: readonly number[]): void {
    settled.push([callId, actuals])
    schedule()
  }

  function schedule(): void {
    if (asked.length + settled.length >= CALLS_PER_SCRIPT) send()
    else if (!isScheduled) {
      isScheduled = true
      setImmediate(() => {
        isScheduled = false
        send()
      })
    }
  }

  function send(): void {
    if (asked.length + settled.length === 0) return
    const [calls, settlements] = [asked, settled]
    asked = []
    settled = []
    void run(calls, settlements)
  }

  async function run(calls: readonly Asked[], settlements: readonly [string, readonly number[]][]): Promise<void> {
    const { keys, turn } = packTurn(calls, settlements)
    try {
      const args = [at(), epoch(), leaseMs, turn]
      const replies = strings(await link.run(turnScript, keys, args, calls.length > 0 ? patienceLeft(calls) : BACKGROUND_MS))
      for (const [callId] of settlements) onSettled(callId)
      const isOther = replies[0] === 'epoch'
      calls.forEach((call, i) => {
        call.resolve(isOther ? ['epoch'] : (replies[i] ?? '').split(' '))
      })
    } catch (error) {
      if (calls.length === 0) onLost(error)
      for (const call of calls) call.reject(error)
    }
  }

  /** That of the call that has waited longest; each gets three fifths, however late the process itself was. */
  function patienceLeft(calls: readonly Asked[]): number {
    if (at() !== '') return patienceMs
    const eldestMs = calls.reduce((least, call) => Math.min(least, call.nowMs), Number.POSITIVE_INFINITY)
    return Math.max(patienceMs * 0.6, patienceMs - Math.max(0, Date.now() - eldestMs))
  }
}

/** The counters of a turn, each once, as keys and as the script reads them with the turn: most calls of a turn share theirs. */
export function packTurn(
  calls: readonly { callId: string; wires: readonly Wire[]; isForced?: boolean }[],
  settlements: readonly (readonly [string, readonly number[]])[],
): { keys: string[]; turn: string } {
  const counters: Wire[] = []
  const places = new Map<string, number>()
  const placeOf = (wire: Wire): number => {
    const known = places.get(wire.key)
    if (known !== undefined && isSame(counters[known - 1], wire)) return known
    places.set(wire.key, counters.push(wire))
    return counters.length
  }
  const reserving = calls.map(({ callId, wires, isForced = false }) => {
    const needs: number[] = []
    for (const wire of wires) needs.push(placeOf(wire), wire.need)
    return [callId, isForced, needs]
  })
  const known = counters.map(({ kind, amount, extra, limitId, resetMs, rest }) => {
    return [kind, Number.isFinite(amount) ? amount : '', extra, limitId, resetMs, rest]
  })
  return { keys: counters.map(({ key }) => key), turn: JSON.stringify({ s: settlements, r: reserving, k: known }) }
}

/** The limit of a counter may have changed between two calls of a turn. */
function isSame(one: Wire | undefined, other: Wire): boolean {
  return (
    one !== undefined &&
    one.amount === other.amount &&
    one.extra === other.extra &&
    one.resetMs === other.resetMs &&
    one.rest === other.rest
  )
}
