/**
 * Counters that several gateways share, in Redis or Valkey. Checking and taking are one script, so nothing comes between
 * them, from whichever process. A call waits for the store 50 ms at most (or `patienceMs`), 20 of them to look; then each limit decides by its
 * `storeDown`, for this call alone while the store still answers others, and for all of them until it is back.
 */
import { randomUUID } from 'node:crypto'
import type { Counters, Demand, Hold, ReserveResult } from '@/lib/gateway/counters'
import type { Share } from '@/lib/policy/limits/share'
import { indexKey, peekArgs, readReserve, readStandings, strings, type Wire, wireOf } from '@/lib/runtime/counters/counter-wire'
import type { CounterStanding } from '@/lib/runtime/counters/memory-counter'
import type { MemoryCounters, Seed } from '@/lib/runtime/counters/memory-counters'
import { awayError, type Charge, createOutageCounters } from '@/lib/runtime/counters/outage-counters'
import { KEY_PREFIX } from '@/lib/runtime/counters/redis-library'
import { connectRedis, LateError } from '@/lib/runtime/counters/redis-link'
import { type OrphanOptions, sweepOrphans } from '@/lib/runtime/counters/redis-orphans'
import {
  allScripts,
  chargeScript,
  listScript,
  peekScript,
  renewScript,
  settleScript,
  turnScript,
} from '@/lib/runtime/counters/redis-scripts'
import { createSeeding } from '@/lib/runtime/counters/redis-seeding'
import { createTurns, packTurn } from '@/lib/runtime/counters/redis-turns'

export type RedisCounters = Counters & {
  /** How every counter of these limits stands, whichever gateway counted. */
  list(...args: Parameters<MemoryCounters['list']>): Promise<CounterStanding[]>
  /** Raises quotas to what was booked without a call: a demo's month. */
  seed(seeds: readonly Seed[]): Promise<void>
  isUp(): boolean
  close(): Promise<void>
}

export type RedisCountersOptions = {
  url: string
  /** What quotas have used so far: asked at the start, and when the store turns out to be empty. */
  readTotals(): Promise<Seed[]>
  onError(error: unknown): void
  /** Of calls whose gateway died, what the ledger has booked. */
  readBooked?: OrphanOptions['readBooked']
  /** Among how many gateways what is left is divided while the store is away. */
  share?: () => Share
  /** How long a hold stays when nobody speaks for it any more; it is renewed while its call runs. */
  leaseMs?: number
  /** How long a call waits for the store, all in all. */
  patienceMs?: number
  /** Set by a test; else the store's own clock decides. */
  now?: () => number
}

/** Nobody waits for these. */
const BACKGROUND_MS = 1_000
const LOOK_AGAIN_MS = 100
/** A store that has answered nobody for so long is away. */
const SILENCE_MS = 250
/** What was decided here is one episode as long as no more than this lies between. */
const EPISODE_MS = 1_000
/** Counters charged with one script. */
const PART = 1_000
const MAX_UNSENT = 100_000
const EPOCH = `${KEY_PREFIX}epoch`

export async function createRedisCounters(options: RedisCountersOptions): Promise<RedisCounters> {
  const { url, readTotals, readBooked, onError, leaseMs = 60_000, patienceMs = 50, now } = options
  const peekMs = patienceMs * 0.4
  const at = (): number | '' => (now ? now() : '')
  const totals = await readTotals().catch((error: unknown) => {
    onError(error)
    return []
  })
  const outage = createOutageCounters(totals, options.share)
  let connectionError: unknown
  const link = connectRedis(url, (error) => {
    connectionError = error
  })
  const seeding = createSeeding({ link, at, readTotals, onError })
  const turns = createTurns({
    link,
    at,
    epoch: () => epoch ?? '',
    leaseMs,
    patienceMs,
    onSettled: (callId) => unsettled.delete(callId),
    onLost: goDown,
  })
  /** Calls that hold something in the store. */
  const open = new Map<string, Wire[]>()
  /** What the store has not confirmed yet, by call id. */
  const unsettled = new Map<string, readonly number[]>()
  const uncancelled = new Set<string>()
  let unsent: { id: string; charges: Charge[] } | null = null
  let isUp = false
  let heardMs = 0
  let localMs = 0
  let flushing: Promise<void> | null = null
  let isKnownDown = false
  let epoch: string | null = null

  outage.begin()
  const joined = { current: null as Promise<void> | null }
  await link.arrive(BACKGROUND_MS)
  await join()
  const timers = [
    setInterval(() => void (isUp || join()), LOOK_AGAIN_MS),
    setInterval(() => void renew(), Math.min(20_000, leaseMs / 3)),
  ]
  for (const timer of timers) timer.unref()
  const stopSweeping = readBooked && sweepOrphans({ link, at, leaseMs, isUp: () => isUp, readBooked, onError })

  return {
    async peek(demands, nowMs, mayBeRough) {
      if (!isUp || demands.length === 0) return await outage.peek(demands, nowMs)
      const known = mayBeRough ? outage.lately(demands, nowMs) : null
      if (known) return known
      const wires = demands.map(wireOf)
      turns.send()
      try {
        const keys = wires.map((wire) => wire.key)
        const used = strings(await link.run(peekScript, keys, [at(), ...peekArgs(wires)], peekMs)).map(Number)
        demands.forEach((demand, i) => {
          outage.see(demand, used[i] ?? 0, nowMs)
        })
        return used
      } catch {
        // What is known here will do to choose a bound; the reserve is what decides.
        return await outage.peek(demands, nowMs)
      }
    },

    async reserve(callId, demands, nowMs) {
      if (demands.length === 0) return { ok: true, hold: { callId, takes: [] }, views: [] }
      const shared = isUp && !outage.has(callId) ? await reserveShared(callId, demands, nowMs) : null
      return shared ?? (await outage.reserve(callId, demands, nowMs))
    },

    async settle(hold: Hold, actuals, nowMs) {
      if (outage.has(hold.callId)) {
        await outage.settle(hold, actuals, nowMs)
        if (isUp) void flush().catch(goDown)
        return
      }
      if (!open.delete(hold.callId)) return
      unsettled.set(hold.callId, actuals)
      if (unsettled.size > MAX_UNSENT) for (const oldest of unsettled.keys()) if (unsettled.delete(oldest)) break
      // Nobody waits: on this one connection it comes before whatever is asked next.
      if (isUp) turns.settle(hold.callId, actuals)
    },

    async list(limits, nowMs, endOf) {
      if (isUp) {
        turns.send()
        try {
          const perLimit = await Promise.all(
            limits.map(async (limit) => {
              const reply = strings(await link.run(listScript, [indexKey(limit.id)], [at()], BACKGROUND_MS))
              return readStandings(limit, reply, nowMs, endOf)
            }),
          )
          return perLimit.flat()
        } catch (error) {
          onError(error)
        }
      }
      return outage.list(limits, nowMs, endOf)
    },

    seed: seeding.raise,

    isUp: () => isUp,

    async close() {
      for (const timer of timers) clearInterval(timer)
      seeding.stop()
      stopSweeping?.()
      turns.send()
      isUp = false
      await joined.current
      await link.close()
    },
  }

  async function reserveShared(callId: string, demands: readonly Demand[], nowMs: number): Promise<ReserveResult | null> {
    const wires = demands.map(wireOf)
    try {
      const reply = await turns.reserve(callId, wires, nowMs)
      heardMs = Date.now()
      if (reply[0] === 'epoch') goDown(new Error('Redis has lost its counters.'))
      if (reply[0] === 'epoch' || reply[0] === 'gone') return null
      // A wait begins when it is heard of, not when the question was put: nobody is told to come too early.
      const result = readReserve(callId, demands, wires, reply, now ? nowMs : Date.now())
      if (result.ok) open.set(callId, wires)
      for (const { demand, used } of result.views) outage.see(demand, used, nowMs)
      return result
    } catch (error) {
      // It may have been taken all the same, or be taken later: that id must not hold anything.
      uncancelled.add(callId)
      if (uncancelled.size > MAX_UNSENT) for (const oldest of uncancelled) if (uncancelled.delete(oldest)) break
      if (!(error instanceof LateError) || Date.now() - heardMs > SILENCE_MS) goDown(error)
      else if (isUp) {
        if (Date.now() - localMs > EPISODE_MS) outage.begin()
        localMs = Date.now()
        void flush().catch(goDown)
      }
      return null
    }
  }

  function goDown(error: unknown): void {
    if (!isUp) return
    isUp = false
    isKnownDown = true
    outage.begin()
    onError(awayError(error))
    void join()
  }

  function join(): Promise<void> {
    joined.current ??= tryJoin().finally(() => {
      joined.current = null
    })
    return joined.current
  }

  /** Finds the store, fills it where it is empty, and tells it what happened meanwhile. */
  async function tryJoin(): Promise<void> {
    const startedMs = Date.now()
    try {
      await link.load(allScripts, BACKGROUND_MS)
      const found = (await link.get(EPOCH, BACKGROUND_MS)) ?? (await seeding.fill())
      if (epoch !== null && found !== epoch) await readd(found)
      epoch = found
      // One that began before may have failed half-way; nobody is told that the store is back before it knows everything.
      await flushing?.catch(() => {})
      await flush()
      isUp = true
      heardMs = Date.now()
      isKnownDown = false
    } catch (error) {
      if (!isKnownDown) onError(awayError(connectionError ?? error))
      isKnownDown = true
      if (Date.now() - startedMs >= BACKGROUND_MS) link.reconnect()
    }
  }

  /** After the store was emptied: what is settled comes back by the totals, what is held only from whoever holds it. */
  async function readd(found: string): Promise<void> {
    outage.takeCharges(Number.POSITIVE_INFINITY)
    unsent = null
    unsettled.clear()
    for (const [callId, wires] of open) {
      const { keys, turn } = packTurn([{ callId, wires, isForced: true }], [])
      await link.run(turnScript, keys, [at(), found, leaseMs, turn], BACKGROUND_MS)
    }
    seeding.raiseLater()
  }

  function flush(): Promise<void> {
    flushing ??= flushAll().finally(() => {
      flushing = null
    })
    return flushing
  }

  async function flushAll(): Promise<void> {
    for (const id of uncancelled) {
      await link.run(settleScript, [], [at(), id, 'cancel'], BACKGROUND_MS)
      uncancelled.delete(id)
    }
    for (const [id, actuals] of unsettled) await sendSettlement(id, actuals)
    for (;;) {
      const { id, charges } = unsent ?? { id: randomUUID(), charges: outage.takeCharges(PART) }
      if (charges.length === 0) break
      unsent = { id, charges }
      const args = charges.flatMap(({ wire, amount }) => [wire.kind, amount, wire.extra, wire.limitId])
      const keys = charges.map(({ wire }) => wire.key)
      await link.run(chargeScript, keys, [at(), epoch ?? '', id, ...args], BACKGROUND_MS)
      unsent = null
    }
  }

  async function sendSettlement(callId: string, actuals: readonly number[]): Promise<void> {
    await link.run(settleScript, [], [at(), callId, ...actuals], BACKGROUND_MS)
    unsettled.delete(callId)
  }

  async function renew(): Promise<void> {
    if (!isUp) return
    try {
      const ids = [...open.keys()]
      for (let i = 0; i < ids.length; i += 1_000)
        await link.run(renewScript, [], [at(), leaseMs, ...ids.slice(i, i + 1_000)], BACKGROUND_MS)
      if ((await link.get(EPOCH, BACKGROUND_MS)) !== epoch) goDown(new Error('Redis has lost its counters.'))
    } catch (error) {
      goDown(error)
    }
  }
}
