/**
 * A sliding window that never lets an amount through twice. Time is cut into 60 buckets per window; a bucket that is
 * only partly inside the window counts whole, so in no window of the given length, at any alignment, do admissions exceed
 * the amount (and at most 1/60 too little is let through). A hold belongs to the bucket of its admission and stays
 * counted until it is settled, even when its bucket has left the window.
 */
const BUCKETS = 60
const SLOTS = BUCKETS + 2

export type RateWindow = {
  windowMs: number
  bucketMs: number
  settled: Float64Array
  held: Float64Array
  /** Oldest bucket still in the window, and the newest one written. */
  oldest: number
  newest: number
  /** Settled + held inside the window. */
  live: number
  /** Held by calls whose bucket has left the window. */
  carried: number
}

/** An empty window, or one that goes on from what was written down of another (`settledBuckets`). */
export function createRateWindow(
  seconds: number,
  newest = -1,
  buckets: readonly (readonly [bucket: number, amount: number])[] = [],
): RateWindow {
  const windowMs = seconds * 1000
  const window = emptyWindow(windowMs)
  if (newest < 0) return window
  window.newest = newest
  window.oldest = newest - BUCKETS
  for (const [bucket, amount] of buckets) {
    if (bucket < window.oldest || bucket > newest) continue
    window.settled[bucket % SLOTS] = at(window.settled, bucket) + amount
    window.live += amount
  }
  return window
}

/** What each bucket of the window counts, holds included: calls that died with their process are settled at what they held. */
export function settledBuckets(window: RateWindow): [bucket: number, amount: number][] {
  const buckets: [number, number][] = []
  for (let bucket = Math.max(0, window.oldest); bucket <= window.newest; bucket++) {
    const amount = at(window.settled, bucket) + at(window.held, bucket)
    if (amount > 0) buckets.push([bucket, amount])
  }
  return buckets
}

function emptyWindow(windowMs: number): RateWindow {
  return {
    windowMs,
    bucketMs: windowMs / BUCKETS,
    settled: new Float64Array(SLOTS),
    held: new Float64Array(SLOTS),
    oldest: 0,
    newest: -1,
    live: 0,
    carried: 0,
  }
}

/** What counts against the amount now. */
export function usedInWindow(window: RateWindow, nowMs: number): number {
  advance(window, nowMs)
  return window.live + window.carried
}

/** Takes a hold now and returns the bucket to settle it in. The caller has checked that it fits. */
export function holdInWindow(window: RateWindow, nowMs: number, amount: number): number {
  advance(window, nowMs)
  const bucket = window.newest
  window.held[bucket % SLOTS] = at(window.held, bucket) + amount
  window.live += amount
  return bucket
}

/** Replaces a hold by the truth. Once the hold's bucket has left the window, settling frees it entirely. */
export function settleInWindow(window: RateWindow, nowMs: number, bucket: number, hold: number, actual: number): void {
  advance(window, nowMs)
  if (bucket < window.oldest) {
    window.carried -= hold
    return
  }
  window.held[bucket % SLOTS] = at(window.held, bucket) - hold
  window.settled[bucket % SLOTS] = at(window.settled, bucket) + actual
  window.live += actual - hold
}

/** Forgets what is settled; calls under way go on holding what they hold. */
export function resetWindow(window: RateWindow): void {
  window.settled.fill(0)
  window.live = window.held.reduce((sum, held) => sum + held, 0)
}

/** The first instant at which `need` fits if nobody else calls; Infinity where only a settlement could make room. */
export function roomAt(window: RateWindow, nowMs: number, need: number, amount: number): number {
  let used = usedInWindow(window, nowMs)
  if (used + need <= amount) return nowMs
  for (let bucket = window.oldest; bucket <= window.newest; bucket++) {
    used -= at(window.settled, bucket)
    if (used + need <= amount) return (bucket + 1) * window.bucketMs + window.windowMs
  }
  return Number.POSITIVE_INFINITY
}

function advance(window: RateWindow, nowMs: number): void {
  // A clock set back must not bring expired buckets to life.
  const current = Math.max(Math.floor(nowMs / window.bucketMs), window.newest)
  if (current === window.newest) return
  const oldest = Math.floor((current * window.bucketMs - window.windowMs) / window.bucketMs + 1e-9)
  const last = Math.min(window.newest, oldest - 1)
  for (let bucket = window.oldest; bucket <= last; bucket++) {
    const slot = bucket % SLOTS
    window.live -= at(window.settled, bucket) + at(window.held, bucket)
    window.carried += at(window.held, bucket)
    window.settled[slot] = 0
    window.held[slot] = 0
  }
  window.oldest = Math.max(window.oldest, oldest)
  window.newest = current
}

function at(slots: Float64Array, bucket: number): number {
  return slots[bucket % SLOTS] ?? 0
}
