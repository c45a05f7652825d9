/**
 * What decides while the shared store does not answer: each limit by its `storeDown`. `local` counts in this process: its share of
 * what was left when the store was last seen; `deny` refuses; `allow` lets pass. What is used meanwhile is kept, to be
 * charged to the store once it is back.
 */
import type { Counters, CounterView, Demand, Hold, ReserveResult } from '@/lib/gateway/counters'
import { Refusal } from '@/lib/gateway/refusal'
import { type Limit, resetOf } from '@/lib/policy/limits/limit'
import { alone, type Share } from '@/lib/policy/limits/share'
import { type Wire, wireOf } from '@/lib/runtime/counters/counter-wire'
import type { CounterStanding } from '@/lib/runtime/counters/memory-counter'
import { createMemoryCounters, type MemoryCounters, type Seed } from '@/lib/runtime/counters/memory-counters'

export type OutageCounters = Counters & {
  /** Remembers what the store said of a counter. */
  see(demand: Demand, used: number, nowMs: number): void
  /** What the store said of these counters lately; null where it has not been asked about one of them. */
  lately(demands: readonly Demand[], nowMs: number): number[] | null
  /** The store is away from now on: local counters start from what was last seen. */
  begin(): void
  /** Was this call let through here? Then it is settled here. */
  has(callId: string): boolean
  /** What was used meanwhile, one sum per counter, so many at a time; each is told once. */
  takeCharges(most: number): Charge[]
  list: MemoryCounters['list']
}

export type Charge = { wire: Wire; amount: number }

type Seen = { limitId: string; countKey: string; used: number; atMs: number; startMs: number | null; resetAtMs: number }
type LocalHold = { memory: MemoryCounters; hold: Hold; demands: readonly Demand[]; result: ReserveResult & { ok: true } }

/** Counters remembered; beyond that the longest unseen is forgotten. */
const MAX_SEEN = 100_000
const LATELY_MS = 1_000

export function createOutageCounters(seeds: readonly Seed[], share: () => Share = () => alone): OutageCounters {
  const seen = new Map<string, Seen>()
  const holds = new Map<string, LocalHold>()
  const charges = new Map<string, Charge>()
  let memory = createMemoryCounters(share)
  let seeded = new Set<string>()
  for (const { limitId, countKey, total, periodStartMs, resetAtMs = 0 } of seeds)
    seen.set(`${limitId} ${countKey}`, { limitId, countKey, used: total, atMs: 0, startMs: periodStartMs, resetAtMs })

  return {
    see({ limit, countKey, span }, used, nowMs) {
      const name = `${limit.id} ${countKey}`
      seen.delete(name)
      const startMs = span?.startMs ?? null
      seen.set(name, { limitId: limit.id, countKey, used, atMs: nowMs, startMs, resetAtMs: resetOf(limit, countKey) })
      if (seen.size > MAX_SEEN) for (const oldest of seen.keys()) if (seen.delete(oldest)) break
    },

    lately(demands, nowMs) {
      const used: number[] = []
      for (const { limit, countKey, span } of demands) {
        const last = seen.get(`${limit.id} ${countKey}`)
        if (!last || nowMs - last.atMs > LATELY_MS || (span?.startMs ?? null) !== last.startMs || isBeforeReset(last, limit))
          return null
        used.push(last.used)
      }
      return used
    },

    begin() {
      memory = createMemoryCounters(share)
      seeded = new Set()
    },

    has: (callId) => holds.has(callId),

    async peek(demands, nowMs) {
      for (const demand of demands) seed(demand)
      return await memory.peek(demands, nowMs)
    },

    async reserve(callId, demands, nowMs) {
      const known = holds.get(callId)
      if (known) return known.result
      const denying = demands.find(({ limit }) => limit.storeDown === 'deny')
      if (denying) throw refusalOf(denying)
      const local = demands.filter(({ limit }) => limit.storeDown === 'local')
      for (const demand of local) seed(demand)
      const result = await memory.reserve(callId, local, nowMs)
      const localViews = result.views.values()
      const views = demands.map((demand): CounterView => {
        const view = demand.limit.storeDown === 'local' ? localViews.next().value : undefined
        return view ?? { demand, used: demand.need, resetAtMs: demand.span?.endMs ?? Infinity, hasRefused: false }
      })
      if (!result.ok) return { ok: false, views }
      const takes = demands.map(({ limit, countKey, need }) => ({ limitId: limit.id, countKey, hold: need, place: 0 }))
      const granted = { ok: true as const, hold: { callId, takes }, views }
      holds.set(callId, { memory, hold: result.hold, demands, result: granted })
      return granted
    },

    async settle({ callId }, actuals, nowMs) {
      const held = holds.get(callId)
      if (!held || !holds.delete(callId)) return
      const locals: number[] = []
      held.demands.forEach((demand, i) => {
        const actual = actuals[i] ?? 0
        if (demand.limit.storeDown === 'local') locals.push(actual)
        const wire = wireOf(demand)
        if (wire.kind === 'c' || actual === 0) return
        charges.set(wire.key, { wire, amount: (charges.get(wire.key)?.amount ?? 0) + actual })
      })
      await held.memory.settle(held.hold, locals, nowMs)
    },

    takeCharges(most) {
      const taken = [...charges.values()].slice(0, most)
      for (const { wire } of taken) charges.delete(wire.key)
      return taken
    },

    list(limits, nowMs, endOf) {
      const standings: CounterStanding[] = memory.list(limits, nowMs, endOf)
      const byId = new Map(limits.map((limit) => [limit.id, limit]))
      const known = new Set(standings.map(({ limitId, countKey }) => `${limitId} ${countKey}`))
      for (const [name, last] of seen) {
        const { limitId, countKey, startMs } = last
        const limit = byId.get(limitId)
        const resetAtMs = known.has(name) || !limit || startMs === null ? null : endOf(limitId, startMs)
        if (!limit || resetAtMs === null) continue
        standings.push({ limitId, countKey, used: isBeforeReset(last, limit) ? 0 : last.used, held: 0, resetAtMs })
      }
      return standings
    },
  }

  /** Once per outage and counter. Calls at once are not carried over: those that run here are settled with the store. */
  function seed(demand: Demand): void {
    const name = `${demand.limit.id} ${demand.countKey}`
    if (seeded.has(name)) return
    seeded.add(name)
    const last = seen.get(name)
    if (!last || demand.limit.measure === 'concurrency' || (demand.span?.startMs ?? null) !== last.startMs) return
    if (isBeforeReset(last, demand.limit)) return
    if (demand.span) {
      const { limitId, countKey, used: total, resetAtMs } = last
      memory.seed([{ limitId, countKey, periodStartMs: demand.span.startMs, total, resetAtMs }])
      return
    }
    // Of what a rate was seen to have used, this gateway's share counts against its share of the amount.
    const used = Math.ceil(last.used / share().count)
    const given = { ...demand, need: used, amount: Number.POSITIVE_INFINITY }
    const result = memory.reserve(`seen ${name}`, [given], last.atMs)
    if (!(result instanceof Promise) && result.ok) void memory.settle(result.hold, [used], last.atMs)
  }
}

/** What was seen before a reset is no longer used. */
function isBeforeReset({ countKey, resetAtMs }: Seen, limit: Limit): boolean {
  return resetOf(limit, countKey) > resetAtMs
}

function refusalOf({ limit }: Demand): Refusal {
  return new Refusal('gateway_busy', `The limit '${limit.name}' cannot be checked at the moment. Try again shortly.`, {
    retryAfterMs: 1_000,
    limitId: limit.id,
    limitName: limit.name,
  })
}

/** What is logged when the store is lost. */
export function awayError(cause: unknown): Error {
  return new Error('Redis is away: until it is back each limit decides by its storeDown.', { cause })
}
