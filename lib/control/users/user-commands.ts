import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { empty } from '@/lib/contracts/paging'
import { oneTimeLink, user, userCreate, userCreated, userUpdate } from '@/lib/contracts/user'
import type { CommandContext } from '@/lib/control/context'
import { dbId, invalidField } from '@/lib/control/input'
import { createLink } from '@/lib/control/links/one-time-links'
import { command } from '@/lib/control/operation'
import { hashPassword } from '@/lib/control/users/password'
import { userOf } from '@/lib/control/users/user-queries'
import { userInclude, userView } from '@/lib/control/users/user-view'
import { requireVersion } from '@/lib/control/versions'

const withoutLink = <T extends { link: { url: string | null; expiresAt: string } | null }>(output: T): T => ({
  ...output,
  link: output.link && { ...output.link, url: null },
})

/** A person without a password gets a link to set one; a service account signs in with management tokens only. */
export const createUser = command(
  'users.create',
  { in: userCreate, out: userCreated, creates: true, forReplay: withoutLink },
  async (context, { password, memberships, ...fields }) => {
    const { db, now } = context
    if (fields.kind === 'service' && password) throw invalidField('password', 'is not for service accounts')
    const tenantIds = memberships.map((membership) => dbId('tenant', membership.tenantId))
    if ((await db.tenant.count({ where: { id: { in: tenantIds } } })) !== new Set(tenantIds).size) {
      throw invalidField('memberships', 'name a tenant that does not exist')
    }
    if (new Set(tenantIds).size !== tenantIds.length) throw invalidField('memberships', 'name a tenant twice')
    const row = await db.user.create({
      data: {
        id: newUuid(),
        ...fields,
        passwordHash: password ? await hashPassword(password) : null,
        memberships: { create: memberships.map(({ role, tenantId }) => ({ role, tenantId: dbId('tenant', tenantId) })) },
        createdAt: now,
      },
      include: userInclude,
    })
    const after = userView(row)
    context.record({ noun: 'user', id: row.id, after })
    const link = password || row.kind === 'service' ? null : await createLink(context, { kind: 'reset', email: row.email })
    return { ...after, link }
  },
)

export const updateUser = command(
  'users.update',
  { path: { id: 'user' }, in: userUpdate, out: user, versioned: true },
  async (context, { id, disabled, ...fields }) => {
    const { db, now } = context
    const row = await userOf(context, id)
    const before = userView(row)
    requireVersion(context, before)
    const losesAdmin =
      row.platformRole === 'admin' &&
      (disabled === true || (fields.platformRole !== undefined && fields.platformRole !== 'admin'))
    if (losesAdmin) await requireAnotherAdmin(context, id)
    const disabledAt = disabled === undefined ? row.disabledAt : disabled ? (row.disabledAt ?? now) : null
    if (disabledAt) await db.session.updateMany({ where: { userId: id, revokedAt: null }, data: { revokedAt: now } })
    const updated = await db.user.update({
      where: { id, version: row.version },
      data: { ...fields, disabledAt, version: { increment: 1 } },
      include: userInclude,
    })
    const after = userView(updated)
    context.record({ noun: 'user', id, before, after })
    return after
  },
)

/** A link with which the user sets a new password. The old one works until then. */
export const createResetLink = command(
  'users.reset',
  {
    path: { id: 'user' },
    in: empty,
    out: oneTimeLink,
    creates: true,
    tokens: false,
    forReplay: (link) => ({ ...link, url: null }),
  },
  async (context, { id }) => {
    const row = await userOf(context, id)
    if (row.kind === 'service') throw new Fault('resource.wrong_state', { public: 'A service account has no password.' })
    if (row.disabledAt) throw new Fault('resource.wrong_state', { public: 'The user is disabled. Enable them first.' })
    const link = await createLink(context, { kind: 'reset', email: row.email })
    context.record({ noun: 'user', id, after: { resetLinkExpiresAt: link.expiresAt } })
    return link
  },
)

async function requireAnotherAdmin(context: CommandContext, id: string): Promise<void> {
  await context.serialize()
  const others = await context.db.user.count({
    where: { platformRole: 'admin', disabledAt: null, kind: 'person', id: { not: id } },
  })
  if (others === 0) throw new Fault('resource.wrong_state', { public: 'This is the last admin. Make somebody else admin first.' })
}
