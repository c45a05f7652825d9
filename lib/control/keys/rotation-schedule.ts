/**
 * A key that must be rotated every so many days: when that is due, and when it ends if nobody does. Its end is what the gateway
 * keeps; so a schedule is a promise, not a wish.
 */
const DAY_MS = 86_400_000

/** Whoever holds a key that is overdue at once gets this long. */
const SOONEST_DAYS = 7

export type Scheduled = {
  createdAt: Date
  /** The end somebody gave the key, not the one its schedule implies. */
  ownExpiresAt: Date | null
  rotateEveryDays: number | null
  rotationGraceDays: number
  rotateAt: Date | null
}

/** `expiresAt` is the end the gateway keeps: its own, or that of the schedule where it comes sooner. */
export type Schedule = Omit<Scheduled, 'createdAt'> & { expiresAt: Date | null }

/** A key's dates with this schedule. An end of its own stays where it is sooner. */
export function scheduleOf(key: Scheduled, every: number | null, graceDays: number, now: Date): Schedule {
  const own = key.ownExpiresAt
  if (every === null)
    return { expiresAt: own, ownExpiresAt: own, rotateEveryDays: null, rotationGraceDays: graceDays, rotateAt: null }
  const isSame = every === key.rotateEveryDays && key.rotateAt !== null
  const dueMs = Math.max(key.createdAt.getTime() + every * DAY_MS, now.getTime() + Math.min(every, SOONEST_DAYS) * DAY_MS)
  const rotateAt = isSame && key.rotateAt ? key.rotateAt : new Date(dueMs)
  return {
    expiresAt: earlier(own, graceEnd(rotateAt, graceDays)),
    ownExpiresAt: own,
    rotateEveryDays: every,
    rotationGraceDays: graceDays,
    rotateAt,
  }
}

function graceEnd(rotateAt: Date, graceDays: number): Date {
  return new Date(rotateAt.getTime() + graceDays * DAY_MS)
}

function earlier(one: Date | null, other: Date): Date {
  return one && one < other ? one : other
}
