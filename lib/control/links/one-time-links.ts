/** Links that work once. Only an HMAC of the token is stored; the link itself is shown to whoever made it, once. */
import type { PlatformRole, TenantRole } from '@/lib/access/roles'
import { hmac } from '@/lib/base/digest'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { digestsUnder } from '@/lib/base/pepper'
import { isWellFormedSecret, newSecret } from '@/lib/base/secret-text'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'

type LinkKind = 'setup' | 'invitation' | 'reset'

type NewLink = {
  kind: LinkKind
  email?: string
  tenantId?: string
  role?: TenantRole
  platformRole?: PlatformRole
}

const HOURS: Record<LinkKind, number> = { setup: 24, invitation: 7 * 24, reset: 24 }

/** Makes a link. A new one for the same purpose makes the unused older ones worthless. */
export async function createLink({ db, ports, now, actor }: Context, link: NewLink): Promise<{ url: string; expiresAt: string }> {
  const token = newSecret('tgl_')
  const expiresAt = new Date(now.getTime() + HOURS[link.kind] * 3_600_000)
  const same = { kind: link.kind, email: link.email ?? null, tenantId: link.tenantId ?? null, usedAt: null }
  await db.oneTimeLink.deleteMany({ where: same })
  const digest = new Uint8Array(hmac(ports.pepper.bytes, token))
  const createdBy = actor.kind === 'system' ? null : actor.userId
  await db.oneTimeLink.create({ data: { id: newUuid(), ...link, digest, createdBy, createdAt: now, expiresAt } })
  return { url: ports.publicUrl + linkPath(link.kind, token), expiresAt: expiresAt.toISOString() }
}

const PAGES: Record<LinkKind, string> = { setup: 'setup', invitation: 'invite', reset: 'reset' }

/** The page that takes a link. */
export function linkPath(kind: LinkKind, token: string): string {
  return `/${PAGES[kind]}/${token}`
}

export type LinkRow = Prisma.OneTimeLinkGetPayload<{ include: { tenant: { select: { name: true } } } }>

/** The link of a token, where it may still be used. */
export async function linkOf({ db, ports, now }: Context, token: string): Promise<LinkRow> {
  const digest = { in: digestsUnder(ports.pepper, token) }
  const row = isWellFormedSecret('tgl_', token)
    ? await db.oneTimeLink.findFirst({ where: { digest }, include: { tenant: { select: { name: true } } } })
    : null
  if (!row || row.usedAt || row.expiresAt <= now) {
    throw new Fault('auth.link_invalid', { public: 'This link was used, has expired or was never valid. Ask for a new one.' })
  }
  return row
}
