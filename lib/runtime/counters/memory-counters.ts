/**
 * Counters of one process. Checking and taking happen in one synchronous step, so nothing can come between them: what
 * fits, fits, however many calls arrive at once.
 */
import type { Counters, CounterView, Demand, Hold, ReserveResult, Take } from '@/lib/gateway/counters'
import {
  createRateWindow,
  holdInWindow,
  type RateWindow,
  roomAt,
  settleInWindow,
  usedInWindow,
} from '@/lib/policy/limits/rate-window'

type Counter =
  | { kind: 'rate'; window: RateWindow }
  | { kind: 'quota'; startMs: number; endMs: number; settled: number; held: number }
  | { kind: 'concurrency'; held: number }

/** A quota's total as another source knows it. */
export type Seed = { limitId: string; countKey: string; periodStartMs: number; total: number }

export type CounterStanding = { limitId: string; countKey: string; used: number; held: number; resetAtMs: number | null }

export type MemoryCounters = Counters & {
  /** Raises quotas to what was already used before this process started. Call before the first reserve. */
  seed(seeds: readonly Seed[]): void
  /** How every counter of these limits stands. `endOf` tells when a stored period ends, null for one that is over. */
  list(
    limitIds: ReadonlySet<string>,
    nowMs: number,
    endOf: (limitId: string, periodStartMs: number) => number | null,
  ): CounterStanding[]
}

export function createMemoryCounters(): MemoryCounters {
  const counters = new Map<string, Counter>()
  const open = new Map<string, ReserveResult & { ok: true }>()
  const seeds = new Map<string, Seed>()

  return {
    peek: (demands, nowMs) => demands.map((demand) => usedOf(counterOf(demand), nowMs)),

    reserve(callId, demands, nowMs): ReserveResult {
      const known = open.get(callId)
      if (known) return known
      const views = demands.map((demand) => viewOf(demand, counterOf(demand), nowMs))
      if (views.some((view) => view.hasRefused)) return { ok: false, views }
      const takes = demands.map((demand) => take(demand, counterOf(demand), nowMs))
      for (const view of views) view.used += view.demand.need
      const result = { ok: true as const, hold: { callId, takes }, views }
      open.set(callId, result)
      return result
    },

    settle(hold: Hold, actuals, nowMs) {
      if (!open.delete(hold.callId)) return
      hold.takes.forEach((taken, i) => {
        release(taken, actuals[i] ?? 0, nowMs)
      })
    },

    seed(given) {
      for (const seed of given) {
        const name = nameOf(seed.limitId, seed.countKey)
        const known = seeds.get(name)
        if (!known || known.periodStartMs < seed.periodStartMs) seeds.set(name, seed)
      }
    },

    list(limitIds, nowMs, endOf) {
      const standings: CounterStanding[] = []
      for (const [name, counter] of counters) {
        const [limitId, countKey] = splitName(name)
        if (limitIds.has(limitId)) standings.push({ limitId, countKey, ...standingOf(counter, nowMs) })
      }
      for (const [name, seed] of seeds) {
        const resetAtMs = counters.has(name) || !limitIds.has(seed.limitId) ? null : endOf(seed.limitId, seed.periodStartMs)
        if (resetAtMs === null) continue
        standings.push({ limitId: seed.limitId, countKey: seed.countKey, used: seed.total, held: 0, resetAtMs })
      }
      return standings
    },
  }

  function counterOf(demand: Demand): Counter {
    const { limit, countKey, span } = demand
    const name = nameOf(limit.id, countKey)
    const counter = counters.get(name)
    if (counter?.kind === 'quota' && span) {
      // A new period starts from nothing (or its seed); holds of the former one no longer count here.
      if (span.startMs > counter.startMs || span.endMs !== counter.endMs) {
        const isSamePeriod = span.startMs === counter.startMs
        Object.assign(counter, {
          ...span,
          settled: isSamePeriod ? counter.settled : seedOf(name, span.startMs),
          held: isSamePeriod ? counter.held : 0,
        })
      }
      return counter
    }
    if (counter?.kind === 'rate' && limit.window.kind === 'rate' && counter.window.windowMs === limit.window.seconds * 1000)
      return counter
    if (counter?.kind === 'concurrency' && limit.measure === 'concurrency') return counter
    const fresh: Counter =
      limit.measure === 'concurrency'
        ? { kind: 'concurrency', held: 0 }
        : span
          ? { kind: 'quota', ...span, settled: seedOf(name, span.startMs), held: 0 }
          : { kind: 'rate', window: createRateWindow(limit.window.kind === 'rate' ? limit.window.seconds : 60) }
    counters.set(name, fresh)
    return fresh
  }

  function release(taken: Take, actual: number, nowMs: number): void {
    const counter = counters.get(nameOf(taken.limitId, taken.countKey))
    if (!counter) return
    if (counter.kind === 'rate') settleInWindow(counter.window, nowMs, taken.place, taken.hold, actual)
    else if (counter.kind === 'concurrency') counter.held -= taken.hold
    else if (counter.startMs === taken.place) {
      counter.held -= taken.hold
      counter.settled += actual
    }
  }

  function seedOf(name: string, startMs: number): number {
    const seed = seeds.get(name)
    return seed?.periodStartMs === startMs ? seed.total : 0
  }
}

function take(demand: Demand, counter: Counter, nowMs: number): Take {
  const { limit, countKey, need } = demand
  const taken = { limitId: limit.id, countKey, hold: need }
  if (counter.kind === 'rate') return { ...taken, place: holdInWindow(counter.window, nowMs, need) }
  counter.held += need
  return { ...taken, place: counter.kind === 'quota' ? counter.startMs : 0 }
}

function usedOf(counter: Counter, nowMs: number): number {
  switch (counter.kind) {
    case 'rate':
      return usedInWindow(counter.window, nowMs)
    case 'quota':
      return counter.settled + counter.held
    case 'concurrency':
      return counter.held
  }
}

function viewOf(demand: Demand, counter: Counter, nowMs: number): CounterView {
  const used = usedOf(counter, nowMs)
  const hasRefused = used + demand.need > demand.amount && demand.limit.onExceed !== 'warn'
  const resetAtMs =
    counter.kind === 'rate'
      ? hasRefused
        ? roomAt(counter.window, nowMs, demand.need, demand.amount)
        : nowMs + counter.window.windowMs
      : counter.kind === 'quota'
        ? counter.endMs
        : Number.POSITIVE_INFINITY
  return { demand, used, resetAtMs, hasRefused }
}

/** Without what calls under way hold. */
function standingOf(counter: Counter, nowMs: number): { used: number; held: number; resetAtMs: number | null } {
  if (counter.kind === 'concurrency') return { used: counter.held, held: counter.held, resetAtMs: null }
  if (counter.kind === 'quota') {
    if (counter.endMs <= nowMs) return { used: 0, held: 0, resetAtMs: null }
    return { used: counter.settled, held: counter.held, resetAtMs: counter.endMs }
  }
  const all = usedInWindow(counter.window, nowMs)
  const held = counter.window.held.reduce((sum, value) => sum + value, 0) + counter.window.carried
  return { used: all - held, held, resetAtMs: null }
}

function splitName(name: string): [limitId: string, countKey: string] {
  return [name.slice(0, 36), name.slice(37)]
}

function nameOf(limitId: string, countKey: string): string {
  return `${limitId} ${countKey}`
}
