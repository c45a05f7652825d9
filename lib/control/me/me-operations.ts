import { isAllowed } from '@/lib/access/actor'
import { actions } from '@/lib/access/permissions'
import { Fault } from '@/lib/base/faults'
import { toPublicId } from '@/lib/base/ids'
import { type Me, me, meUpdate } from '@/lib/contracts/me'
import { empty } from '@/lib/contracts/paging'
import type { Context } from '@/lib/control/context'
import { command, query } from '@/lib/control/operation'
import { zoneAt } from '@/lib/control/tenants/tenant-view'
import { hashPassword, isPassword } from '@/lib/control/users/password'

export const getMe = query('me.read', { in: empty, out: me }, (context) => meView(context))

/** Your own name and password. A new password ends your other sessions. */
export const updateMe = command('me.update', { in: meUpdate, out: me, tokens: false }, async (context, { name, password }) => {
  const { db, actor, now } = context
  const row = await db.user.findUniqueOrThrow({ where: { id: actor.userId } })
  if (password) {
    if (!(await isPassword(row.passwordHash, password.current))) {
      throw new Fault('auth.wrong_password', {
        public: 'The current password is wrong.',
        fields: [{ path: 'password.current', message: 'is wrong' }],
      })
    }
    const others = { userId: row.id, revokedAt: null, ...(actor.via ? { id: { not: actor.via } } : {}) }
    await db.session.updateMany({ where: others, data: { revokedAt: now } })
  }
  const data = { ...(name ? { name } : {}), ...(password ? { passwordHash: await hashPassword(password.next) } : {}) }
  await db.user.update({ where: { id: row.id, version: row.version }, data: { ...data, version: { increment: 1 } } })
  context.record({
    noun: 'user',
    id: row.id,
    before: { name: row.name },
    after: { name: name ?? row.name, passwordChanged: password !== undefined },
  })
  return meView(context)
})

async function meView({ db, actor, now }: Context): Promise<Me> {
  const user = await db.user.findUnique({
    where: { id: actor.userId },
    include: {
      memberships: {
        include: { tenant: { include: { timeZones: { orderBy: { effectiveFrom: 'asc' } } } } },
        orderBy: { createdAt: 'asc' },
      },
    },
  })
  return {
    id: toPublicId('user', actor.userId),
    name: user?.name ?? actor.name,
    email: user?.email ?? '',
    kind: actor.kind,
    platformRole: actor.platformRole,
    memberships: (user?.memberships ?? []).map(({ tenant, tenantId, role }) => ({
      tenantId: toPublicId('tenant', tenantId),
      tenantName: tenant.name,
      role,
      currency: tenant.currency,
      timeZone: zoneAt(tenant, now),
    })),
    actions: actions.filter((action) => isAllowed(actor, action)),
  }
}
