/** The tree of tenants: a limit or a right must never go round in a circle. */
import type { CommandContext } from '@/lib/control/context'
import { dbId, invalidField } from '@/lib/control/input'

const DEEPEST = 16

/** The database id of a parent that exists and is not the tenant itself nor below it. */
export async function checkedParent(context: CommandContext, parentId: string, tenantId: string | null): Promise<string> {
  const parent = dbId('tenant', parentId)
  await context.serialize()
  let above: string | null = parent
  for (let depth = 0; above !== null; depth++) {
    if (above === tenantId) throw invalidField('parentId', 'would put the tenant below itself')
    if (depth >= DEEPEST) throw invalidField('parentId', `would make the tree deeper than ${DEEPEST}`)
    const row: { parentId: string | null; archivedAt: Date | null } | null = await context.db.tenant.findFirst({
      where: { id: above },
      select: { parentId: true, archivedAt: true },
    })
    if (!row || (depth === 0 && row.archivedAt)) throw invalidField('parentId', 'is not a tenant')
    above = row.parentId
  }
  return parent
}
