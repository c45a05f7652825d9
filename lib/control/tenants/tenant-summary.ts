/** The tenants there are, in numbers. */

import { empty } from '@/lib/contracts/paging'
import { tenantSummary } from '@/lib/contracts/tenant'
import { query } from '@/lib/control/operation'

export const getTenantSummary = query('tenants.read', { in: empty, out: tenantSummary }, async ({ db, scope }) => {
  const count = (where: object) => db.tenant.count({ where: { AND: [scope.tenants, where] } })
  const [inUse, top, archived] = await Promise.all([
    count({ archivedAt: null }),
    count({ archivedAt: null, parentId: null }),
    count({ archivedAt: { not: null } }),
  ])
  return { inUse, top, archived }
})
