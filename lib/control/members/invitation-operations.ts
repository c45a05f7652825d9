/** Who has been invited and has not come yet. */
import { Fault } from '@/lib/base/faults'
import { toPublicId } from '@/lib/base/ids'
import { type Invitation, invitationList, invitationPage } from '@/lib/contracts/invitation'
import { deleted, empty } from '@/lib/contracts/paging'
import type { Prisma } from '@/lib/control/database'
import { iso } from '@/lib/control/iso'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'
import { tenantOf } from '@/lib/control/tenants/tenant-queries'

type Row = Prisma.OneTimeLinkGetPayload<object>

const open = { kind: 'invitation' as const, usedAt: null }

export const listInvitations = query(
  'members.read',
  { path: { id: 'tenant' }, in: invitationList, out: invitationPage },
  async (context, input) => {
    await tenantOf(context, input.id)
    const where = { ...open, tenantId: input.id, ...(input.search ? { email: containing(input.search) } : {}) }
    return pageOf({
      query: input,
      sorts: { createdAt: 'time' },
      defaultSort: '-createdAt',
      fetch: ({ after, orderBy, take }) => context.db.oneTimeLink.findMany({ where: { AND: [where, after] }, orderBy, take }),
      view: (row) => invitationView(row, context.now),
    })
  },
)

/** The link is worth nothing any more. */
export const deleteInvitation = command(
  'members.create',
  { path: { id: 'tenant', linkId: 'link' }, in: empty, out: deleted },
  async (context, { id, linkId }) => {
    const { db, scope, now } = context
    const row = await db.oneTimeLink.findFirst({ where: { AND: [{ ...open, id: linkId, tenantId: id }, scope.ofTenant] } })
    if (!row) throw new Fault('resource.not_found', { public: 'There is no such invitation.' })
    await db.oneTimeLink.delete({ where: { id: linkId } })
    const before = invitationView(row, now)
    context.record({ noun: 'member', id, tenantId: id, before, alters: [{ noun: 'tenant', id }] })
    return { deleted: true as const }
  },
)

function invitationView(row: Row, now: Date): Invitation {
  return {
    id: toPublicId('link', row.id),
    tenantId: toPublicId('tenant', row.tenantId ?? ''),
    email: row.email ?? '',
    role: row.role ?? 'viewer',
    createdAt: iso(row.createdAt),
    expiresAt: iso(row.expiresAt),
    hasExpired: row.expiresAt <= now,
  }
}
