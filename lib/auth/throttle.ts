/**
 * Slows guessing down, per account and per address. An attempt is counted before the password is looked at, so a hundred
 * guesses at once are a hundred counted guesses.
 */
import { Fault } from '@/lib/base/faults'
import type { Db } from '@/lib/control/database'

const WINDOW_MS = 15 * 60_000
const LOCK_MS = 60_000
const LONGEST_LOCK_MS = 15 * 60_000

type ThrottleKind = 'account' | 'address'

const allowed: Record<ThrottleKind, number> = { account: 5, address: 50 }

/** Counts an attempt; throws with the wait where there were too many. After a lock one attempt is let through, then it locks longer. */
export async function countAttempt(db: Db, kind: ThrottleKind, value: string, now: Date): Promise<void> {
  const key = throttleKey(kind, value)
  const known = await db.signInThrottle.findUnique({ where: { key } })
  if (known?.lockedUntil && known.lockedUntil > now) throw throttled(known.lockedUntil, now)
  const since = known && Math.max(known.firstAt.getTime(), known.lockedUntil?.getTime() ?? 0)
  const isForgotten = since !== null && now.getTime() - since > WINDOW_MS
  const fresh = { failures: 1, firstAt: now, lockedUntil: null }
  const row = await db.signInThrottle.upsert({
    where: { key },
    create: { key, ...fresh },
    update: isForgotten ? fresh : { failures: { increment: 1 } },
  })
  const excess = row.failures - allowed[kind]
  if (excess <= 0) return
  const lockedUntil = new Date(now.getTime() + Math.min(LOCK_MS * 2 ** Math.min(excess - 1, 10), LONGEST_LOCK_MS))
  const before = known?.lockedUntil ?? null
  const { count } = await db.signInThrottle.updateMany({ where: { key, lockedUntil: before }, data: { lockedUntil } })
  if (before === null || count === 0) throw throttled(lockedUntil, now)
}

/** A success clears the account and takes its own attempt back from the address, no more: a good account must not cover for guesses. */
export async function clearAttempts(db: Db, account: string, address: string | null): Promise<void> {
  await db.signInThrottle.deleteMany({ where: { key: throttleKey('account', account) } })
  if (!address) return
  const where = { key: throttleKey('address', address), failures: { gt: 0 } }
  await db.signInThrottle.updateMany({ where, data: { failures: { decrement: 1 } } })
}

function throttleKey(kind: string, value: string): string {
  return `${kind}:${value.toLowerCase().slice(0, 254)}`
}

function throttled(until: Date, now: Date): Fault {
  const seconds = Math.ceil((until.getTime() - now.getTime()) / 1000)
  return new Fault('auth.throttled', { public: `Too many attempts. Try again in ${seconds} seconds.` })
}
