import type { Tx } from '@/lib/control/database'

/** A tenant and its ancestors, it first. */
export async function ancestry({ tenant }: Pick<Tx, 'tenant'>): Promise<(tenantId: string) => string[]> {
  const rows = await tenant.findMany({ select: { id: true, parentId: true } })
  const parentOf = new Map(rows.map(({ id, parentId }) => [id, parentId]))
  const known = new Map<string, string[]>()
  return (tenantId) => {
    let line = known.get(tenantId)
    if (!line) {
      line = []
      for (let next: string | null | undefined = tenantId; next && !line.includes(next); next = parentOf.get(next))
        line.push(next)
      known.set(tenantId, line)
    }
    return line
  }
}
