import { newUuid, toPublicId } from '@/lib/base/ids'
import { member, serviceAccountCreate } from '@/lib/contracts/member'
import { memberInclude, memberOfRow } from '@/lib/control/members/member-view'
import { command } from '@/lib/control/operation'
import { tenantOf } from '@/lib/control/tenants/tenant-queries'

/** A service account in one tenant: it signs in nowhere, works by management tokens, and outlives people. */
export const createServiceAccount = command(
  'members.create',
  { path: { id: 'tenant' }, in: serviceAccountCreate, out: member, creates: true },
  async (context, { id, name, role }) => {
    const { db, now } = context
    await tenantOf(context, id)
    const userId = newUuid()
    // Every user has an address; nobody reads this one.
    const email = `${userId}@service.invalid`
    await db.user.create({ data: { id: userId, kind: 'service', email, name, createdAt: now } })
    const row = await db.membership.create({ data: { userId, tenantId: id, role, createdAt: now }, include: memberInclude })
    const after = await memberOfRow(context, row)
    context.record({ noun: 'member', id: userId, tenantId: id, after, alters: [{ noun: 'tenant', id }] })
    return { ...after, userId: toPublicId('user', userId) }
  },
)
