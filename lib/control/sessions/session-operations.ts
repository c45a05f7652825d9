/** Sign-ins: your own, or everybody's for those who may. Revoking one ends it at its next request. */
import { ownScope } from '@/lib/access/scope'
import { Fault } from '@/lib/base/faults'
import { toPublicId } from '@/lib/base/ids'
import { empty } from '@/lib/contracts/paging'
import { type Session, session, sessionCount, sessionList, sessionPage } from '@/lib/contracts/session'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { iso, isoOrNull } from '@/lib/control/iso'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'

const include = { user: { select: { name: true } } } satisfies Prisma.SessionInclude

/** Without a userId: your own, also for an admin who does not ask for all. */
export const listSessions = query('sessions.read', { in: sessionList, out: sessionPage }, (context, input) => {
  const { db, actor, now } = context
  const live: Prisma.SessionWhereInput = { revokedAt: null, expiresAt: { gt: now } }
  const states = { live, ended: { NOT: live } }
  const own = input.of === 'all' ? {} : { userId: actor.userId }
  const whose = input.userId ? { userId: dbId('user', input.userId) } : own
  return pageOf({
    query: input,
    sorts: { lastSeenAt: 'time', createdAt: 'time' },
    defaultSort: '-lastSeenAt',
    fetch: ({ after, orderBy, take }) =>
      db.session.findMany({
        where: { AND: [ownScope(actor, 'sessions.read'), whose, input.state ? states[input.state] : {}, after] },
        orderBy,
        take,
        include,
      }),
    view: (row) => sessionView(row, context),
  })
})

/** How many browsers are signed in, and how many people that is. */
export const countSessions = query('sessions.read', { in: empty, out: sessionCount }, async ({ db, actor, now }) => {
  const where = { AND: [ownScope(actor, 'sessions.read'), { revokedAt: null, expiresAt: { gt: now } }] }
  const [live, people] = await Promise.all([db.session.count({ where }), db.user.count({ where: { sessions: { some: where } } })])
  return { live, people }
})

export const revokeSession = command(
  'sessions.revoke',
  { path: { id: 'session' }, in: empty, out: session },
  async (context, { id }) => {
    const { db, actor, now } = context
    const row = await db.session.findFirst({ where: { AND: [{ id }, ownScope(actor, 'sessions.revoke')] }, include })
    if (!row) throw new Fault('resource.not_found', { public: 'There is no such session.' })
    if (row.revokedAt) return sessionView(row, context)
    const revoked = await db.session.update({ where: { id, revokedAt: null }, data: { revokedAt: now }, include })
    context.record({ noun: 'session', id, before: sessionView(row, context), after: sessionView(revoked, context) })
    return sessionView(revoked, context)
  },
)

function sessionView(row: Prisma.SessionGetPayload<{ include: typeof include }>, { actor }: Context): Session {
  return {
    id: toPublicId('session', row.id),
    userId: toPublicId('user', row.userId),
    userName: row.user.name,
    address: row.address,
    userAgent: row.userAgent,
    createdAt: iso(row.createdAt),
    lastSeenAt: iso(row.lastSeenAt),
    expiresAt: iso(row.expiresAt),
    revokedAt: isoOrNull(row.revokedAt),
    current: actor.kind === 'user' && actor.via === row.id,
  }
}
