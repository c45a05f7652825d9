import { z } from 'zod'
import { tenant, tenantList, tenantPage } from '@/lib/contracts/tenant'
import { absent } from '@/lib/control/absent'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'
import { type TenantRow, tenantInclude, tenantView } from '@/lib/control/tenants/tenant-view'

export const listTenants = query('tenants.read', { in: tenantList, out: tenantPage }, ({ db, scope, now }, input) => {
  const where: Prisma.TenantWhereInput = { archivedAt: input.archived === 'true' ? { not: null } : null }
  if (input.parentId) where.parentId = dbId('tenant', input.parentId)
  else if (input.top) where.parentId = null
  if (input.costCentre) where.costCentre = input.costCentre
  if (input.search) {
    const contains = containing(input.search)
    where.OR = [{ name: contains }, { costCentre: contains }]
  }
  return pageOf({
    query: input,
    sorts: { name: 'text', costCentre: 'text', createdAt: 'time' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) =>
      db.tenant.findMany({ where: { AND: [scope.tenants, where, after] }, orderBy, take, include: tenantInclude }),
    view: (row) => tenantView(row, now),
  })
})

export const getTenant = query(
  'tenants.read',
  { path: { id: 'tenant' }, in: z.strictObject({}), out: tenant },
  async (context, input) => tenantView(await tenantOf(context, input.id), context.now),
)

/** The tenant, where the actor may do this to it; else 404. */
export async function tenantOf(context: Context, id: string): Promise<TenantRow> {
  const { db, scope } = context
  const row = await db.tenant.findFirst({ where: { AND: [{ id }, scope.tenants] }, include: tenantInclude })
  if (row) return row
  throw await absent(context, 'tenant', 'tenants.read', ({ tenants }) => db.tenant.count({ where: { AND: [{ id }, tenants] } }))
}
