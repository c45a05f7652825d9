import { Fault } from '@/lib/base/faults'
import { empty } from '@/lib/contracts/paging'
import { user, userList, userPage } from '@/lib/contracts/user'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'
import { type UserRow, userInclude, userView } from '@/lib/control/users/user-view'

export const listUsers = query('users.read', { in: userList, out: userPage }, ({ db }, input) => {
  const where: Prisma.UserWhereInput = {}
  if (input.kind) where.kind = input.kind
  if (input.platformRole) where.platformRole = input.platformRole
  if (input.disabled) where.disabledAt = input.disabled === 'true' ? { not: null } : null
  if (input.tenantId) where.memberships = { some: { tenantId: dbId('tenant', input.tenantId) } }
  if (input.search) {
    const contains = containing(input.search)
    where.OR = [{ name: contains }, { email: contains }]
  }
  return pageOf({
    query: input,
    sorts: { name: 'text', email: 'text', createdAt: 'time' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) =>
      db.user.findMany({ where: { AND: [where, after] }, orderBy, take, include: userInclude }),
    view: userView,
  })
})

export const getUser = query('users.read', { path: { id: 'user' }, in: empty, out: user }, async (context, input) =>
  userView(await userOf(context, input.id)),
)

/** The user, or 404. */
export async function userOf({ db }: Context, id: string): Promise<UserRow> {
  const row = await db.user.findUnique({ where: { id }, include: userInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such user.' })
  return row
}
