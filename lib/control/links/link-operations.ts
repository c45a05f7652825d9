/** Set-up, invitation and reset links: inspected and accepted by whoever holds the token. */
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { link, linkAccept, linkAccepted, linkInspect } from '@/lib/contracts/link'
import { empty } from '@/lib/contracts/paging'
import { oneTimeLink } from '@/lib/contracts/user'
import type { CommandContext } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'
import { createLink, type LinkRow, linkOf } from '@/lib/control/links/one-time-links'
import { command, query } from '@/lib/control/operation'
import { hashPassword } from '@/lib/control/users/password'
import { userInclude, userView } from '@/lib/control/users/user-view'

/** For an empty installation: the link with which its first admin is made. */
export const createSetupLink = command('links.create', { in: empty, out: oneTimeLink }, async (context) => {
  await context.serialize()
  if ((await context.db.user.count()) > 0) {
    throw new Fault('resource.wrong_state', { public: 'There are users already. An admin can invite more.' })
  }
  const made = await createLink(context, { kind: 'setup', platformRole: 'admin' })
  context.record({ noun: 'link', id: newUuid(), after: { kind: 'setup', expiresAt: made.expiresAt } })
  return made
})

export const inspectLink = query('links.accept', { in: linkInspect, out: link }, async (context, { token }) => {
  const row = await linkOf(context, token)
  const known = row.email ? await context.db.user.findUnique({ where: { email: row.email } }) : null
  return {
    kind: row.kind,
    email: row.email,
    needsName: !known,
    tenantName: row.tenant?.name ?? null,
    role: row.role,
    platformRole: row.platformRole,
    expiresAt: row.expiresAt.toISOString(),
  }
})

/** Uses the link up: makes or finds the user, sets the password, adds what the link grants. */
export const acceptLink = command('links.accept', { in: linkAccept, out: linkAccepted }, async (context, input) => {
  const { db, now } = context
  const row = await linkOf(context, input.token)
  // The claim comes first and asks for an unused row, so that of two at once one loses.
  await db.oneTimeLink.update({ where: { id: row.id, usedAt: null }, data: { usedAt: now } })
  const email = row.email ?? input.email
  if (!email) throw invalidField('email', 'is missing')
  if (row.kind === 'setup') await requireEmpty(context)
  const passwordHash = await hashPassword(input.password)
  const known = await db.user.findUnique({ where: { email } })
  // Whoever made an invitation holds its link: it must not set the password of an account that exists by now.
  if (known && row.kind === 'invitation') {
    throw new Fault('auth.link_invalid', { public: 'There is an account with this e-mail by now. Ask to be added again.' })
  }
  if (known?.disabledAt) throw new Fault('auth.link_invalid', { public: 'This account is disabled. Ask an admin.' })
  if (known && row.kind === 'reset')
    await db.session.updateMany({ where: { userId: known.id, revokedAt: null }, data: { revokedAt: now } })
  if (!known && row.kind === 'reset') throw new Fault('auth.link_invalid', { public: 'There is no such account any more.' })
  const grants = { platformRole: row.platformRole ?? known?.platformRole ?? null, passwordHash }
  const name = input.name ?? known?.name
  if (!name) throw invalidField('name', 'is missing')
  const saved = known
    ? await db.user.update({ where: { id: known.id }, data: { ...grants, version: { increment: 1 } } })
    : await db.user.create({ data: { id: newUuid(), email, name, ...grants, createdAt: now } })
  await joinTenant(context, row, saved.id)
  const after = userView(await db.user.findUniqueOrThrow({ where: { id: saved.id }, include: userInclude }))
  context.record({ noun: 'user', id: saved.id, tenantId: row.tenantId, after: { ...after, acceptedLink: row.kind } })
  return { email }
})

async function requireEmpty(context: CommandContext): Promise<void> {
  await context.serialize()
  if ((await context.db.user.count()) > 0)
    throw new Fault('auth.link_invalid', { public: 'This installation is set up already.' })
}

async function joinTenant({ db, now }: CommandContext, { tenantId, role }: LinkRow, userId: string): Promise<void> {
  if (!tenantId || !role) return
  await db.membership.upsert({
    where: { userId_tenantId: { userId, tenantId } },
    create: { userId, tenantId, role, createdAt: now },
    update: { role },
  })
}
