/** A row per sign-in. The cookie names it; the row decides. */
import type { Actor } from '@/lib/access/actor'
import { actorInclude, actorOf } from '@/lib/auth/actor-of-user'
import { isStillVouchedFor, type Vouched } from '@/lib/auth/vouching'
import { newUuid } from '@/lib/base/ids'
import { controlPorts } from '@/lib/control/control-ports'

export const SESSION_MAX_AGE_S = 7 * 24 * 3600

const SEEN_EVERY_MS = 60_000

export async function startSession(
  userId: string,
  origin: { address: string | null; userAgent: string | null },
  vouched: Vouched | null = null,
): Promise<string> {
  const { db, clock } = controlPorts()
  const now = new Date(clock.now())
  const session = await db.session.create({
    data: {
      id: newUuid(),
      userId,
      address: origin.address,
      userAgent: origin.userAgent?.slice(0, 300) ?? null,
      createdAt: now,
      lastSeenAt: now,
      ...(vouched ? { vouchedBy: vouched } : {}),
      expiresAt: new Date(now.getTime() + SESSION_MAX_AGE_S * 1000),
    },
  })
  return session.id
}

/** Ends a session: signing out. */
export async function endSession(sessionId: string): Promise<void> {
  const { db, clock } = controlPorts()
  await db.session.updateMany({ where: { id: sessionId, revokedAt: null }, data: { revokedAt: new Date(clock.now()) } })
}

/** Who a live session is, with the roles they have now; null where it was revoked, has expired, or the user is disabled. */
export async function actorOfSession(sessionId: string): Promise<Actor | null> {
  const { db, clock } = controlPorts()
  const now = new Date(clock.now())
  const session = await db.session.findFirst({
    where: { id: sessionId, revokedAt: null, expiresAt: { gt: now }, user: { disabledAt: null } },
    include: { user: { include: actorInclude } },
  })
  if (!session) return null
  if (session.vouchedBy !== null && !(await isStillVouchedFor(session))) return null
  if (now.getTime() - session.lastSeenAt.getTime() > SEEN_EVERY_MS) {
    await db.session.updateMany({ where: { id: sessionId }, data: { lastSeenAt: now } })
  }
  // What the provider has just said may have changed their roles.
  const user =
    session.vouchedBy === null
      ? session.user
      : await db.user.findUniqueOrThrow({ where: { id: session.userId }, include: actorInclude })
  return { ...actorOf(user), email: user.email, kind: 'user', via: sessionId }
}
