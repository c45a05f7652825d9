/** Management tokens: for scripts. A token never has more rights than its owner has at the moment of the call. */
import { z } from 'zod'
import { allowedTenantIds } from '@/lib/access/actor'
import { ownScope } from '@/lib/access/scope'
import { hmac } from '@/lib/base/digest'
import { Fault } from '@/lib/base/faults'
import { newUuid, toPublicId } from '@/lib/base/ids'
import { newSecret, secretLabel } from '@/lib/base/secret-text'
import {
  type ManagementToken,
  managementToken,
  managementTokenCreate,
  managementTokenCreated,
  managementTokenList,
  managementTokenPage,
} from '@/lib/contracts/management-token'
import { empty } from '@/lib/contracts/paging'
import type { CommandContext, Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId, invalidField } from '@/lib/control/input'
import { iso, isoOrNull } from '@/lib/control/iso'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'

const YEAR_MS = 366 * 86_400_000

const include = { owner: { select: { name: true } } } satisfies Prisma.ManagementTokenInclude

type TokenRow = Prisma.ManagementTokenGetPayload<{ include: typeof include }>

export const listTokens = query(
  'tokens.read',
  { in: managementTokenList, out: managementTokenPage },
  ({ db, actor, now }, input) => {
    const { userId } = ownScope(actor, 'tokens.read')
    const where: Prisma.ManagementTokenWhereInput = input.state ? stateWhere(input.state, now) : {}
    if (input.search) where.name = containing(input.search)
    return pageOf({
      query: input,
      sorts: { createdAt: 'time', name: 'text', expiresAt: 'time' },
      defaultSort: '-createdAt',
      fetch: ({ after, orderBy, take }) =>
        db.managementToken.findMany({
          where: {
            AND: [userId ? { ownerId: userId } : {}, input.ownerId ? { ownerId: dbId('user', input.ownerId) } : {}, where, after],
          },
          orderBy,
          take,
          include,
        }),
      view: (row) => tokenView(row, now),
    })
  },
)

/** How many of those one may see can be used now. */
export const countTokens = query('tokens.read', { in: empty, out: z.object({ active: z.int() }) }, async ({ db, actor, now }) => {
  const { userId } = ownScope(actor, 'tokens.read')
  return {
    active: await db.managementToken.count({ where: { ...(userId ? { ownerId: userId } : {}), ...stateWhere('active', now) } }),
  }
})

/** Shown once. A token cannot mint tokens: a leaked one must end with its expiry. */
export const createToken = command(
  'tokens.create',
  {
    in: managementTokenCreate,
    out: managementTokenCreated,
    creates: true,
    tokens: false,
    forReplay: (output) => ({ ...output, token: null, replayed: true }),
  },
  async (context, { name, scopes, expiresAt, ownerId }) => {
    const { db, ports, actor, now } = context
    const until = new Date(expiresAt)
    if (until <= now) throw invalidField('expiresAt', 'must be in the future')
    if (until.getTime() - now.getTime() > YEAR_MS) throw invalidField('expiresAt', 'must be at most a year ahead')
    const owner = await ownerOf(context, ownerId)
    const secret = newSecret('tgm_')
    const row = await db.managementToken.create({
      data: {
        id: newUuid(),
        ownerId: owner,
        createdBy: actor.kind === 'system' ? null : actor.userId,
        name,
        scopes: [...new Set(scopes)],
        ...secretLabel(secret),
        digest: new Uint8Array(hmac(ports.pepper.bytes, secret)),
        expiresAt: until,
        createdAt: now,
      },
      include,
    })
    const after = tokenView(row, now)
    context.record({ noun: 'token', id: row.id, after })
    return { ...after, token: secret, replayed: false }
  },
)

export const revokeToken = command(
  'tokens.revoke',
  { path: { id: 'token' }, in: empty, out: managementToken },
  async (context, { id }) => {
    const { db, actor, now } = context
    const { userId } = ownScope(actor, 'tokens.revoke')
    const row = await db.managementToken.findFirst({ where: { id, ...(userId ? { ownerId: userId } : {}) }, include })
    if (!row) throw new Fault('resource.not_found', { public: 'There is no such token.' })
    if (row.revokedAt) return tokenView(row, now)
    const revoked = await db.managementToken.update({ where: { id, revokedAt: null }, data: { revokedAt: now }, include })
    const after = tokenView(revoked, now)
    context.record({ noun: 'token', id, before: tokenView(row, now), after })
    return after
  },
)

/** Yourself; an admin also a service account, an owner one of the own tenants; never another person. */
async function ownerOf({ db, actor }: CommandContext, ownerId: string | undefined): Promise<string> {
  const id = ownerId ? dbId('user', ownerId) : actor.userId
  const owner = await db.user.findUnique({ where: { id }, include: { memberships: { select: { tenantId: true } } } })
  if (!owner || owner.disabledAt) throw invalidField('ownerId', 'is not a user')
  const isOwn = id === actor.userId && actor.kind === 'user'
  const isAdmin = actor.kind === 'system' || actor.platformRole === 'admin'
  const own = new Set(allowedTenantIds(actor, 'members.create'))
  // One that may do something elsewhere is not theirs to speak for.
  const isOfOwnTenants =
    owner.platformRole === null && owner.memberships.length > 0 && owner.memberships.every(({ tenantId }) => own.has(tenantId))
  const speaksFor = owner.kind === 'service' && (isAdmin || isOfOwnTenants)
  if (!isOwn && !speaksFor && actor.kind !== 'system') {
    throw new Fault('access.denied', {
      public: 'You can make tokens for yourself; an admin also for service accounts, an owner for those of the own tenants.',
    })
  }
  return id
}

function tokenView(row: TokenRow, now: Date): ManagementToken {
  return {
    id: toPublicId('token', row.id),
    ownerId: toPublicId('user', row.ownerId),
    ownerName: row.owner.name,
    name: row.name,
    prefix: row.prefix,
    last4: row.last4,
    scopes: row.scopes,
    state: row.revokedAt ? 'revoked' : row.expiresAt <= now ? 'expired' : 'active',
    createdAt: iso(row.createdAt),
    expiresAt: iso(row.expiresAt),
    revokedAt: isoOrNull(row.revokedAt),
    lastUsedAt: isoOrNull(row.lastUsedAt),
  }
}

function stateWhere(state: ManagementToken['state'], now: Context['now']): Prisma.ManagementTokenWhereInput {
  if (state === 'revoked') return { revokedAt: { not: null } }
  return { revokedAt: null, expiresAt: state === 'expired' ? { lte: now } : { gt: now } }
}
