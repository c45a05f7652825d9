/** One coarse timer for all deadlines, in place of a timer for each attempt. It runs only while something is under way. */
export type Timed = {
  /** By `monotonicMs`; moved by whoever owns it. */
  deadlineMs: number
  /** Where it stands among those watched; -1 while it is not. */
  place: number
  onDeadline(): void
}

const EVERY_MS = 100
/** A list in which each knows its place: a Set keeps what has left it alive until the next full collection (see `IdTable`). */
const timed: Timed[] = []
let timer: NodeJS.Timeout | null = null

export function monotonicMs(): number {
  return performance.now()
}

/** From now on its deadline is looked at, until it is unwatched or has passed. */
export function watchDeadline(one: Timed): void {
  if (one.place === -1) one.place = timed.push(one) - 1
  if (timer) return
  timer = setInterval(sweep, EVERY_MS)
  timer.unref()
}

export function unwatchDeadline(one: Timed): void {
  if (one.place === -1) return
  const last = timed.pop()
  if (last && last !== one) {
    timed[one.place] = last
    last.place = one.place
  }
  one.place = -1
}

function sweep(): void {
  if (timed.length === 0 && timer) {
    clearInterval(timer)
    timer = null
    return
  }
  const nowMs = monotonicMs()
  for (const one of timed.filter(({ deadlineMs }) => deadlineMs <= nowMs)) {
    if (one.place === -1) continue
    unwatchDeadline(one)
    one.onDeadline()
  }
}
