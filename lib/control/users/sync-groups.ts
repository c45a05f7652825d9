/** What the groups of a sign-in provider give: memberships that come and go with them. What was given here by hand stays. */
import { z } from 'zod'
import { type TenantRole, tenantRoles } from '@/lib/access/roles'
import { newUuid } from '@/lib/base/ids'
import { emailText } from '@/lib/contracts/fields'
import type { CommandContext } from '@/lib/control/context'
import { command } from '@/lib/control/operation'
import { readSignIn } from '@/lib/control/settings/sign-in-settings'

const groups = z.array(z.string().max(500)).max(100_000)
const synced = z.object({ hasRole: z.boolean() })

/** Brings a user's memberships by this provider to what these groups give. Only the process itself does this. */
export const syncGroups = command(
  'links.accept',
  { in: z.strictObject({ userId: z.uuid(), provider: z.string(), groups }), out: synced },
  async (context, { userId, provider, groups: given }) => {
    const wanted = await rolesOf(context, provider, given)
    await bringTo(context, userId, provider, wanted)
    const user = await context.db.user.findUniqueOrThrow({
      where: { id: userId },
      include: { memberships: { where: { tenant: { archivedAt: null } } } },
    })
    return { hasRole: user.disabledAt === null && (user.platformRole !== null || user.memberships.length > 0) }
  },
)

const newcomer = z.strictObject({
  provider: z.string(),
  issuer: z.string().min(1).max(500),
  subject: z.string().min(1).max(500),
  /** Only one that the provider has proven. */
  email: emailText.nullable(),
  name: z.string().max(120),
  groups,
})

/** A user for somebody nobody here knows, where a group of theirs gives them a role; null where none does. */
export const createByGroups = command(
  'links.accept',
  { in: newcomer, out: z.object({ userId: z.string().nullable() }) },
  async (context, { provider, issuer, subject, email, name, groups: given }) => {
    const { db, now } = context
    const wanted = await rolesOf(context, provider, given)
    const known = await db.identity.findUnique({ where: { issuer_subject: { issuer, subject } } })
    if (known) return { userId: known.userId }
    if (wanted.size === 0) return { userId: null }
    const id = newUuid()
    // An e-mail is a way to reach somebody, never who they are: one that somebody has already is not given twice.
    const isTaken = email === null || (await db.user.count({ where: { email } })) > 0
    const own = isTaken ? `${id}@${new URL(issuer).hostname}` : email
    await db.user.create({ data: { id, email: own, name: name.trim() || own, createdAt: now } })
    await db.identity.create({ data: { issuer, subject, userId: id, createdAt: now } })
    context.record({ noun: 'user', id, after: { name, email: own, signedInBy: provider }, alters: [] })
    await bringTo(context, id, provider, wanted)
    return { userId: id }
  },
)

/** The highest role of all groups, by tenant; rules of tenants that are gone give nothing. */
async function rolesOf(context: CommandContext, providerId: string, given: string[]): Promise<Map<string, TenantRole>> {
  const { providers } = await readSignIn(context.ports)
  const rules = providers.find(({ id }) => id === providerId)?.groups?.rules ?? []
  const within = new Set(given)
  const wanted = new Map<string, TenantRole>()
  for (const { group, tenantId, role } of rules) {
    const has = wanted.get(tenantId)
    if (within.has(group) && (!has || tenantRoles.indexOf(role) < tenantRoles.indexOf(has))) wanted.set(tenantId, role)
  }
  const tenants = await context.db.tenant.findMany({
    where: { id: { in: [...wanted.keys()] }, archivedAt: null },
    select: { id: true },
  })
  const living = new Set(tenants.map(({ id }) => id))
  return new Map([...wanted].filter(([tenantId]) => living.has(tenantId)))
}

async function bringTo(context: CommandContext, userId: string, provider: string, wanted: Map<string, TenantRole>) {
  const { db, now } = context
  const has = await db.membership.findMany({ where: { userId } })
  const record = (tenantId: string, before: TenantRole | null, after: TenantRole | null) =>
    context.record({
      noun: 'member',
      id: userId,
      tenantId,
      before: before && { role: before, provider },
      after: after && { role: after, provider },
      alters: [{ noun: 'tenant', id: tenantId }],
    })
  for (const { tenantId, role, provider: by } of has) {
    const next = wanted.get(tenantId)
    wanted.delete(tenantId)
    if (by !== provider || role === next) continue
    const where = { userId_tenantId: { userId, tenantId } }
    if (next) await db.membership.update({ where, data: { role: next } })
    else await db.membership.delete({ where })
    record(tenantId, role, next ?? null)
  }
  for (const [tenantId, role] of wanted) {
    await db.membership.create({ data: { userId, tenantId, role, provider, createdAt: now } })
    record(tenantId, null, role)
  }
}
