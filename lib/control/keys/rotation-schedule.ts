/**
 * A key that must be rotated every so many days: when that is due, and when it ends if nobody does. Its end is what the gateway
 * keeps; so a schedule is a promise, not a wish.
 */
const DAY_MS = 86_400_000

/** Whoever holds a key that is overdue at once gets this long. */
const SOONEST_DAYS = 7

export type Scheduled = {
  createdAt: Date
  expiresAt: Date | null
  rotateEveryDays: number | null
  rotationGraceDays: number
  rotateAt: Date | null
}

export type Schedule = Pick<Scheduled, 'expiresAt' | 'rotateEveryDays' | 'rotationGraceDays' | 'rotateAt'>

/** A key's dates with this schedule. An end of its own stays where it is sooner. */
export function scheduleOf(key: Scheduled, every: number | null, graceDays: number, now: Date): Schedule {
  const own = ownEnd(key)
  if (every === null) return { expiresAt: own, rotateEveryDays: null, rotationGraceDays: graceDays, rotateAt: null }
  const isSame = every === key.rotateEveryDays && key.rotateAt !== null
  const dueMs = Math.max(key.createdAt.getTime() + every * DAY_MS, now.getTime() + Math.min(every, SOONEST_DAYS) * DAY_MS)
  const rotateAt = isSame && key.rotateAt ? key.rotateAt : new Date(dueMs)
  return {
    expiresAt: earlier(own, graceEnd(rotateAt, graceDays)),
    rotateEveryDays: every,
    rotationGraceDays: graceDays,
    rotateAt,
  }
}

/** The end somebody gave the key, not the one its schedule implies. */
export function ownEnd({ expiresAt, rotateAt, rotationGraceDays }: Scheduled): Date | null {
  const implied = rotateAt && graceEnd(rotateAt, rotationGraceDays)
  return implied && expiresAt?.getTime() === implied.getTime() ? null : expiresAt
}

function graceEnd(rotateAt: Date, graceDays: number): Date {
  return new Date(rotateAt.getTime() + graceDays * DAY_MS)
}

function earlier(one: Date | null, other: Date): Date {
  return one && one < other ? one : other
}
