/** Finding keys by what people know of them: how they begin, how they end, whose they are, how they are used. */
import type { Prisma } from '@/lib/control/database'
import { keyStateWhere } from '@/lib/control/keys/key-view'
import { containing } from '@/lib/control/search'

const DAY_MS = 86_400_000

/**
 * A prefix and last four as the console shows them (tg_AbCd…wxyz), a prefix, the last four, or a part of a name. A whole key
 * works, too, by its two ends; the browser sends no more of it than those.
 */
export function searchWhere(text: string): Prisma.KeyWhereInput {
  const ends = /^(tg_\w{4})\w*(?:…|\.{2,3})?(\w{4})$/.exec(text)
  if (ends?.[1] && ends[2]) return { prefix: ends[1], last4: ends[2] }
  if (text.startsWith('tg_')) return { prefix: { startsWith: text.slice(0, 7) } }
  const contains = containing(text)
  const byName: Prisma.KeyWhereInput[] = [
    { name: contains },
    { subscription: { OR: [{ name: contains }, { tenant: { name: contains } }] } },
  ]
  return { OR: /^\w{4}$/.test(text) ? [{ last4: text }, ...byName] : byName }
}

/** Active ones that end, or have to be rotated, soon. */
export function endsWhere(days: number, now: Date): Prisma.KeyWhereInput {
  const until = { lte: new Date(now.getTime() + days * DAY_MS) }
  return { AND: [keyStateWhere('active', now), { replacedById: null }, { OR: [{ expiresAt: until }, { rotateAt: until }] }] }
}

/** Active ones nobody has used for a while: what could be revoked without being missed. */
export function unusedWhere(days: number, now: Date): Prisma.KeyWhereInput {
  const before = { lt: new Date(now.getTime() - days * DAY_MS) }
  return { AND: [keyStateWhere('active', now), { createdAt: before }, { OR: [{ lastUsedAt: null }, { lastUsedAt: before }] }] }
}
