/** When a delivery that failed is tried again: soon at first, then ever more patiently, for three days. */
const MINUTE_MS = 60_000
const STEPS_MS = [5_000, 15_000, 30_000, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 30 * MINUTE_MS]
const LAST_STEP_MS = 60 * MINUTE_MS

export const GIVE_UP_AFTER_MS = 72 * 3_600_000

/** The wait after this many tries, spread by a fifth so that many do not come back at once. `spread` is from 0 to 1. */
export function retryDelayMs(attempts: number, spread: number): number {
  const step = STEPS_MS[attempts - 1] ?? LAST_STEP_MS
  return Math.round(step * (0.9 + spread * 0.2))
}
