/**
 * Counters of one process. Checking and taking happen in one synchronous step, so nothing can come between them: what
 * fits, fits, however many calls arrive at once. Where other gateways count for themselves too, each lets through its share.
 */
import { IdTable } from '@/lib/base/id-table'
import type { Counters, CounterView, Demand, Hold, ReserveResult, Take } from '@/lib/gateway/counters'
import { isCapped, type Limit, MAX_VALUES, OTHER_VALUES, resetOf } from '@/lib/policy/limits/limit'
import { holdInWindow, roomAt, settleInWindow } from '@/lib/policy/limits/rate-window'
import { alone, type Share, shareOf } from '@/lib/policy/limits/share'
import { type Checkpoint, counterOf as counterOfSaved, type SavedCounter, savedOf } from '@/lib/runtime/counters/checkpoint'
import {
  type Counter,
  type CounterStanding,
  isDead,
  isKindOf,
  newCounter,
  raiseCounter,
  resetCounter,
  type Start,
  standingOf,
  turnPeriod,
  usedOf,
} from '@/lib/runtime/counters/memory-counter'

/** A quota's total as another source knows it, without what was used before `resetAtMs`: the last reset it has been through. */
export type Seed = { limitId: string; countKey: string; periodStartMs: number; total: number; resetAtMs?: number }

export type EndOf = (limitId: string, periodStartMs: number) => number | null

export type MemoryCounters = Counters & {
  /** Raises quotas to what was already used before this process started. */
  seed(seeds: readonly Seed[]): void
  /** Divides anew what is left of each quota: after the number of gateways has changed. */
  rebase(seeds: readonly Seed[]): void
  /** How every counter of these limits stands. `endOf` tells when a stored period ends, null for one that is over. */
  list(limits: readonly Limit[], nowMs: number, endOf: EndOf): CounterStanding[]
  /** What is worth keeping on disk. */
  save(): Checkpoint
  /** How many counters are kept. */
  size(): number
}

/** Counters nobody uses any more are looked for when there are this many, and again at twice as many. */
const SWEEP_AT = 1_000

/** Goes on from `saved`, where there is such a thing. */
export function createMemoryCounters(share: () => Share = () => alone, saved: Checkpoint | null = null): MemoryCounters {
  const counters = new Map<string, Map<string, Counter>>()
  const open = new IdTable<ReserveResult & { ok: true }>()
  const seeds = new Map<string, Seed>()
  let size = 0
  let sweepAt = SWEEP_AT
  for (const one of saved?.counters ?? []) {
    const own = counters.get(one.limitId) ?? new Map<string, Counter>()
    counters.set(one.limitId, own.set(one.countKey, counterOfSaved(one)))
    size++
  }
  for (const seed of saved?.seeds ?? []) seeds.set(nameOf(seed), seed)

  return {
    peek: (demands, nowMs) =>
      demands.map((demand) => {
        const counter = counterOf(demand, nowMs)
        return usedOf(counter, nowMs) + othersOf(counter, demand)
      }),

    reserve(callId, demands, nowMs): ReserveResult {
      const known = open.get(callId)
      if (known) return known
      const views = demands.map((demand) => viewOf(demand, counterOf(demand, nowMs), nowMs))
      if (views.some((view) => view.hasRefused)) return { ok: false, views }
      const takes = demands.map((demand) => take(demand, counterOf(demand, nowMs), nowMs))
      for (const view of views) view.used += view.demand.need
      const result = { ok: true as const, hold: { callId, takes }, views }
      open.add(callId, result)
      return result
    },

    settle(hold: Hold, actuals, nowMs) {
      if (!open.remove(hold.callId)) return
      hold.takes.forEach((taken, i) => {
        release(taken, actuals[i] ?? 0, nowMs)
      })
    },

    seed,

    rebase(given) {
      seed(given)
      for (const own of counters.values())
        for (const counter of own.values()) if (counter.kind === 'quota') counter.base = counter.settled
    },

    list(limits, nowMs, endOf) {
      const standings: CounterStanding[] = []
      for (const limit of limits) {
        for (const [countKey, counter] of counters.get(limit.id) ?? []) {
          resetIfAsked(counter, limit, countKey)
          standings.push({ limitId: limit.id, countKey, ...standingOf(counter, nowMs) })
        }
      }
      const byId = new Map(limits.map((limit) => [limit.id, limit]))
      for (const seed of seeds.values()) {
        const { limitId, countKey } = seed
        const limit = byId.get(limitId)
        if (!limit || counters.get(limitId)?.has(countKey)) continue
        const resetAtMs = endOf(limitId, seed.periodStartMs)
        if (resetAtMs !== null) standings.push({ limitId, countKey, used: sinceReset(seed, limit).total, held: 0, resetAtMs })
      }
      return standings
    },

    save() {
      const list: SavedCounter[] = []
      for (const [limitId, own] of counters)
        for (const [countKey, counter] of own) {
          const one = savedOf(limitId, countKey, counter)
          if (one) list.push(one)
        }
      // What nobody has asked for since this process started is not forgotten either.
      const untouched = [...seeds.values()].filter(({ limitId, countKey }) => !counters.get(limitId)?.has(countKey))
      return { version: 1, counters: list, seeds: untouched }
    },

    size: () => size,
  }

  /** The counter of a demand, brought up to date. Where a header has had too many values, the one the rest share. */
  function counterOf(demand: Demand, nowMs: number): Counter {
    const { limit } = demand
    let own = counters.get(limit.id)
    if (!own) {
      own = new Map()
      counters.set(limit.id, own)
    }
    let counter = own.get(demand.countKey)
    if (
      !counter &&
      own.size >= MAX_VALUES &&
      isCapped(limit) &&
      !seeds.has(nameOf({ limitId: limit.id, countKey: demand.countKey }))
    ) {
      sweep(nowMs)
      if (own.size >= MAX_VALUES) {
        demand.countKey = OTHER_VALUES
        counter = own.get(OTHER_VALUES)
      }
    }
    if (counter && isKindOf(counter, demand)) {
      const { span } = demand
      if (counter.kind === 'quota' && span && span.startMs > counter.startMs) turnPeriod(counter, span, seedOf(demand))
      resetIfAsked(counter, limit, demand.countKey)
      return counter
    }
    const fresh = newCounter(demand, seedOf(demand))
    if (!counter) {
      if (size >= sweepAt) {
        sweep(nowMs)
        sweepAt = Math.max(SWEEP_AT, size * 2)
      }
      size++
    }
    // Sweeping may have emptied and dropped this limit's map.
    counters.set(limit.id, own)
    own.set(demand.countKey, fresh)
    return fresh
  }

  function sweep(nowMs: number): void {
    size = 0
    for (const [limitId, own] of counters) {
      for (const [countKey, counter] of own) if (isDead(counter, nowMs)) own.delete(countKey)
      size += own.size
      if (own.size === 0) counters.delete(limitId)
    }
  }

  /** What of the amount is for the other gateways: as good as used here. */
  function othersOf(counter: Counter, { amount }: Demand): number {
    const mine = share()
    if (mine.count <= 1 || !Number.isFinite(amount)) return 0
    const divided = Math.max(0, counter.kind === 'quota' ? amount - counter.base : amount)
    return divided - shareOf(divided, mine)
  }

  function viewOf(demand: Demand, counter: Counter, nowMs: number): CounterView {
    const { need, amount, limit } = demand
    const others = othersOf(counter, demand)
    const used = usedOf(counter, nowMs) + others
    const hasRefused = used + need > amount && limit.onExceed !== 'warn'
    const resetAtMs =
      counter.kind === 'rate'
        ? hasRefused
          ? roomAt(counter.window, nowMs, need, amount - others)
          : nowMs + counter.window.windowMs
        : counter.kind === 'quota'
          ? counter.endMs
          : Number.POSITIVE_INFINITY
    return { demand, used, resetAtMs, hasRefused }
  }

  function release(taken: Take, actual: number, nowMs: number): void {
    const counter = counters.get(taken.limitId)?.get(taken.countKey)
    if (!counter) return
    if (counter.kind === 'rate') {
      // Where the limit was given another window meanwhile, nothing of this call is held in it.
      if (taken.windowMs !== counter.window.windowMs) return
      settleInWindow(counter.window, nowMs, taken.place, taken.hold, actual)
    } else if (counter.kind === 'concurrency') counter.held -= taken.hold
    else if (counter.startMs === taken.place) {
      counter.held -= taken.hold
      counter.settled += actual
    }
  }

  function seedOf({ limit, countKey, span }: Demand): Start {
    const seed = span ? seeds.get(nameOf({ limitId: limit.id, countKey })) : undefined
    return seed && seed.periodStartMs === span?.startMs ? sinceReset(seed, limit) : NOTHING
  }

  function seed(given: readonly Seed[]): void {
    for (const one of given) {
      const counter = counters.get(one.limitId)?.get(one.countKey)
      if (counter?.kind === 'quota' && counter.startMs === one.periodStartMs) raiseCounter(counter, startOf(one))
      learn(one)
    }
  }

  /** Of two totals of one counter the newer one: of the later period, after the later reset, the larger. */
  function learn(seed: Seed): void {
    const name = nameOf(seed)
    const known = seeds.get(name)
    const isNewer =
      !known ||
      (seed.periodStartMs - known.periodStartMs || (seed.resetAtMs ?? 0) - (known.resetAtMs ?? 0) || seed.total - known.total) > 0
    if (isNewer) seeds.set(name, seed)
  }
}

const NOTHING: Start = Object.freeze({ total: 0, resetAtMs: 0 })

function startOf({ total, resetAtMs = 0 }: Seed): Start {
  return { total, resetAtMs }
}

/** What a total from before a reset says is no longer used. */
function sinceReset(seed: Seed, limit: Limit): Start {
  return resetOf(limit, seed.countKey) > (seed.resetAtMs ?? 0) ? NOTHING : startOf(seed)
}

function resetIfAsked(counter: Counter, limit: Limit, countKey: string): void {
  const atMs = resetOf(limit, countKey)
  if (atMs > counter.resetAtMs) resetCounter(counter, atMs)
}

function take({ limit, countKey, need }: Demand, counter: Counter, nowMs: number): Take {
  if (counter.kind === 'rate') {
    const { window } = counter
    return { limitId: limit.id, countKey, hold: need, place: holdInWindow(window, nowMs, need), windowMs: window.windowMs }
  }
  counter.held += need
  return { limitId: limit.id, countKey, hold: need, place: counter.kind === 'quota' ? counter.startMs : 0 }
}

function nameOf({ limitId, countKey }: Pick<Seed, 'limitId' | 'countKey'>): string {
  return `${limitId} ${countKey}`
}
