/** One counter in memory: a sliding rate, a calendar quota, or calls at once. */
import type { Demand } from '@/lib/gateway/counters'
import type { Span } from '@/lib/policy/limits/calendar'
import { resetOf } from '@/lib/policy/limits/limit'
import { createRateWindow, type RateWindow, resetWindow, usedInWindow } from '@/lib/policy/limits/rate-window'

export type Counter = { resetAtMs: number } & (
  | { kind: 'rate'; window: RateWindow }
  /** `base` is what was used when what is left was last divided among gateways. */
  | { kind: 'quota'; startMs: number; endMs: number; settled: number; held: number; base: number }
  | { kind: 'concurrency'; held: number }
)

export type CounterStanding = { limitId: string; countKey: string; used: number; held: number; resetAtMs: number | null }

/** What a quota goes on from, and the last reset that has been taken from it. */
export type Start = { total: number; resetAtMs: number }

/** A counter as a demand needs it; a quota goes on from `start`. */
export function newCounter({ limit, countKey, span }: Demand, start: Start): Counter {
  const { total } = start
  const resetAtMs = Math.max(resetOf(limit, countKey), start.resetAtMs)
  if (limit.measure === 'concurrency') return { kind: 'concurrency', resetAtMs, held: 0 }
  if (span) return { kind: 'quota', resetAtMs, ...span, settled: total, held: 0, base: total }
  const seconds = limit.window.kind === 'rate' ? limit.window.seconds : 60
  return { kind: 'rate', resetAtMs, window: createRateWindow(seconds) }
}

/** Is the counter of the kind a demand asks for? */
export function isKindOf(counter: Counter, { limit, span }: Demand): boolean {
  if (limit.measure === 'concurrency') return counter.kind === 'concurrency'
  if (span) return counter.kind === 'quota'
  return counter.kind === 'rate' && limit.window.kind === 'rate' && counter.window.windowMs === limit.window.seconds * 1000
}

/** A new period starts from nothing (or its seed); holds of the former one no longer count here. A past one never comes back. */
export function turnPeriod(counter: Counter & { kind: 'quota' }, { startMs, endMs }: Span, { total, resetAtMs }: Start): void {
  if (isShifted(counter, startMs, endMs)) {
    counter.endMs = endMs
    return
  }
  Object.assign(counter, { startMs, endMs, settled: total, held: 0, base: total })
  counter.resetAtMs = Math.max(counter.resetAtMs, resetAtMs)
}

/** The same period in another time zone, which begins a little later: what it has used, it has used. A day made of a month is another. */
function isShifted(counter: Span, startMs: number, endMs: number): boolean {
  const lengthMs = endMs - startMs
  return counter.endMs - startMs >= lengthMs / 2 && counter.endMs - counter.startMs < lengthMs * 2
}

/** Raises a quota to a total of its period. One from before a reset says nothing; one from after it brings the reset along. */
export function raiseCounter(counter: Counter & { kind: 'quota' }, { total, resetAtMs }: Start): void {
  if (resetAtMs < counter.resetAtMs) return
  if (resetAtMs > counter.resetAtMs) resetCounter(counter, resetAtMs)
  counter.settled = Math.max(counter.settled, total)
}

export function usedOf(counter: Counter, nowMs: number): number {
  switch (counter.kind) {
    case 'rate':
      return usedInWindow(counter.window, nowMs)
    case 'quota':
      return counter.settled + counter.held
    case 'concurrency':
      return counter.held
  }
}

/** Nothing used any more; calls under way go on holding what they hold. */
export function resetCounter(counter: Counter, atMs: number): void {
  counter.resetAtMs = atMs
  if (counter.kind === 'rate') resetWindow(counter.window)
  else if (counter.kind === 'quota') Object.assign(counter, { settled: 0, base: 0 })
}

/** Could it be forgotten without anybody noticing? */
export function isDead(counter: Counter, nowMs: number): boolean {
  if (counter.kind === 'quota') return counter.endMs <= nowMs && counter.held === 0
  return usedOf(counter, nowMs) === 0
}

/** Without what calls under way hold. */
export function standingOf(counter: Counter, nowMs: number): Omit<CounterStanding, 'limitId' | 'countKey'> {
  if (counter.kind === 'concurrency') return { used: counter.held, held: counter.held, resetAtMs: null }
  if (counter.kind === 'quota') {
    if (counter.endMs <= nowMs) return { used: 0, held: 0, resetAtMs: null }
    return { used: counter.settled, held: counter.held, resetAtMs: counter.endMs }
  }
  const all = usedInWindow(counter.window, nowMs)
  const held = counter.window.held.reduce((sum, value) => sum + value, 0) + counter.window.carried
  return { used: all - held, held, resetAtMs: null }
}
