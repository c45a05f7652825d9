/** One coarse timer for all deadlines, in place of a timer for each attempt. It runs only while something is under way. */
export type Timed = {
  /** By `monotonicMs`; moved by whoever owns it. */
  deadlineMs: number
  onDeadline(): void
}

const EVERY_MS = 100
const timed = new Set<Timed>()
let timer: NodeJS.Timeout | null = null

export function monotonicMs(): number {
  return performance.now()
}

/** From now on its deadline is looked at, until it is unwatched or has passed. */
export function watchDeadline(one: Timed): void {
  timed.add(one)
  if (timer) return
  timer = setInterval(sweep, EVERY_MS)
  timer.unref()
}

export function unwatchDeadline(one: Timed): void {
  timed.delete(one)
}

function sweep(): void {
  if (timed.size === 0 && timer) {
    clearInterval(timer)
    timer = null
    return
  }
  const nowMs = monotonicMs()
  for (const one of timed) {
    if (one.deadlineMs > nowMs) continue
    timed.delete(one)
    one.onDeadline()
  }
}
