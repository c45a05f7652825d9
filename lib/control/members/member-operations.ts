/** Members of a tenant. An owner may do all of this in the own tenant. */
import { Fault } from '@/lib/base/faults'
import { member, memberCreate, memberCreated, memberList, memberPage, memberUpdate } from '@/lib/contracts/member'
import { deleted, empty } from '@/lib/contracts/paging'
import type { CommandContext, Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { createLink } from '@/lib/control/links/one-time-links'
import { type MemberRow, memberInclude, memberViewer } from '@/lib/control/members/member-view'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'
import { tenantOf } from '@/lib/control/tenants/tenant-queries'

export const listMembers = query(
  'members.read',
  { path: { id: 'tenant' }, in: memberList, out: memberPage },
  async (context, input) => {
    const { db } = context
    await tenantOf(context, input.id)
    const contains = containing(input.search ?? '')
    const where: Prisma.MembershipWhereInput = { tenantId: input.id }
    if (input.search) where.user = { OR: [{ name: contains }, { email: contains }] }
    const page = await pageOf({
      query: input,
      sorts: { createdAt: 'time' },
      defaultSort: 'createdAt',
      tie: 'userId',
      fetch: ({ after, orderBy, take }) =>
        db.membership.findMany({ where: { AND: [where, after] }, orderBy, take, include: memberInclude }),
      view: (row) => row,
    })
    const view = await memberViewer(context, page.items)
    return { items: page.items.map(view), nextCursor: page.nextCursor }
  },
)

/** Somebody with an account is a member at once; anybody else gets an invitation. */
export const createMember = command(
  'members.create',
  {
    path: { id: 'tenant' },
    in: memberCreate,
    out: memberCreated,
    creates: true,
    forReplay: (out) => ({ ...out, invitation: out.invitation && { ...out.invitation, url: null } }),
  },
  async (context, { id, email, role }) => {
    const { db, now } = context
    await tenantOf(context, id)
    const known = await db.user.findUnique({ where: { email } })
    if (!known) {
      const invitation = await createLink(context, { kind: 'invitation', email, tenantId: id, role })
      context.record({ noun: 'member', id, tenantId: id, after: { invited: email, role }, alters: tenantAltered(id) })
      return { member: null, invitation }
    }
    if ((await db.membership.count({ where: { userId: known.id, tenantId: id } })) > 0) {
      throw new Fault('resource.conflict', { public: `${email} is a member already. Change their role instead.` })
    }
    const row = await db.membership.create({
      data: { userId: known.id, tenantId: id, role, createdAt: now },
      include: memberInclude,
    })
    const after = (await memberViewer(context, [row]))(row)
    context.record({ noun: 'member', id: known.id, tenantId: id, after, alters: tenantAltered(id) })
    return { member: after, invitation: null }
  },
)

export const updateMember = command(
  'members.update',
  { path: { id: 'tenant', userId: 'user' }, in: memberUpdate, out: member },
  async (context, { id, userId, role }) => {
    const known = await memberOf(context, id, userId)
    const view = await memberViewer(context, [known])
    const before = view(known)
    if (before.role === 'owner' && role !== 'owner') await requireAnotherOwner(context, id, userId)
    const row = await context.db.membership.update({
      where: { userId_tenantId: { userId, tenantId: id } },
      // Said here by hand, it is no longer the groups' to say.
      data: { role, provider: null },
      include: memberInclude,
    })
    const after = view(row)
    context.record({ noun: 'member', id: userId, tenantId: id, before, after, alters: tenantAltered(id) })
    return after
  },
)

export const deleteMember = command(
  'members.delete',
  { path: { id: 'tenant', userId: 'user' }, in: empty, out: deleted },
  async (context, { id, userId }) => {
    const known = await memberOf(context, id, userId)
    if (known.provider !== null) {
      throw new Fault('resource.wrong_state', {
        public: `A group of the sign-in provider (${known.provider}) gives them this role. Take them out of it there, or change the rule in the settings.`,
      })
    }
    const before = (await memberViewer(context, [known]))(known)
    if (before.role === 'owner') await requireAnotherOwner(context, id, userId)
    await context.db.membership.delete({ where: { userId_tenantId: { userId, tenantId: id } } })
    context.record({ noun: 'member', id: userId, tenantId: id, before, alters: tenantAltered(id) })
    return { deleted: true as const }
  },
)

async function memberOf({ db, scope }: Context, tenantId: string, userId: string): Promise<MemberRow> {
  const row = await db.membership.findFirst({ where: { AND: [{ tenantId, userId }, scope.ofTenant] }, include: memberInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such member.' })
  return row
}

/** An owner cannot leave a tenant without one; an admin can. */
async function requireAnotherOwner(context: CommandContext, tenantId: string, userId: string): Promise<void> {
  if (context.scope.tenantIds === null) return
  await context.serialize()
  const others = await context.db.membership.count({ where: { tenantId, role: 'owner', userId: { not: userId } } })
  if (others === 0) throw new Fault('resource.wrong_state', { public: 'This is the last owner. Make somebody else owner first.' })
}

function tenantAltered(id: string): { noun: string; id: string }[] {
  return [{ noun: 'tenant', id }]
}
