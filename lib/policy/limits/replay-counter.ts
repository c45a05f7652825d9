/** One counter of a limit whose past is gone through again, by the same windows the gateway counts in. */
import type { Span } from '@/lib/policy/limits/calendar'
import type { Limit } from '@/lib/policy/limits/limit'
import {
  createRateWindow,
  holdInWindow,
  type RateWindow,
  resetWindow,
  roomAt,
  settleInWindow,
  usedInWindow,
} from '@/lib/policy/limits/rate-window'

export type ReplayCounter = { resetAtMs: number } & (
  | { kind: 'rate'; window: RateWindow }
  | { kind: 'quota'; startMs: number; endMs: number; settled: number; held: number }
  | { kind: 'concurrency'; held: number }
)

/** `total` is what a quota had used before. */
export function createReplayCounter({ measure, window }: Limit, span: Span | null, total: number): ReplayCounter {
  if (measure === 'concurrency') return { kind: 'concurrency', resetAtMs: 0, held: 0 }
  if (span) return { kind: 'quota', resetAtMs: 0, ...span, settled: total, held: 0 }
  return { kind: 'rate', resetAtMs: 0, window: createRateWindow(window.kind === 'rate' ? window.seconds : 60) }
}

/** A later period begins with nothing used; a past one never comes back. */
export function turnReplayCounter(counter: ReplayCounter, span: Span | null): void {
  if (counter.kind !== 'quota' || !span || span.startMs <= counter.startMs) return
  Object.assign(counter, { startMs: span.startMs, endMs: span.endMs, settled: 0, held: 0 })
}

export function usedOfCounter(counter: ReplayCounter, nowMs: number): number {
  if (counter.kind === 'rate') return usedInWindow(counter.window, nowMs)
  return counter.kind === 'quota' ? counter.settled + counter.held : counter.held
}

/** Takes a hold; answers the place to settle it in. */
export function holdInCounter(counter: ReplayCounter, nowMs: number, need: number): number {
  if (counter.kind === 'rate') return holdInWindow(counter.window, nowMs, need)
  counter.held += need
  return counter.kind === 'quota' ? counter.startMs : 0
}

export function settleInCounter(counter: ReplayCounter, nowMs: number, place: number, hold: number, used: number): void {
  if (counter.kind === 'rate') settleInWindow(counter.window, nowMs, place, hold, used)
  else if (counter.kind === 'concurrency') counter.held -= hold
  else if (counter.startMs === place) {
    counter.held -= hold
    counter.settled += used
  }
}

/** How long until there would be room if nobody else called; Infinity where waiting does not help. */
export function waitForRoom(counter: ReplayCounter, nowMs: number, need: number, amount: number): number {
  if (need > amount) return Number.POSITIVE_INFINITY
  if (counter.kind === 'rate') return roomAt(counter.window, nowMs, need, amount) - nowMs
  return counter.kind === 'quota' ? counter.endMs - nowMs : Number.POSITIVE_INFINITY
}

export function resetReplayCounter(counter: ReplayCounter, atMs: number): void {
  counter.resetAtMs = atMs
  if (counter.kind === 'rate') resetWindow(counter.window)
  else if (counter.kind === 'quota') counter.settled = 0
}
