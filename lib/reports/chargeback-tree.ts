/** Tenants as a tree: who is above whom, and what each costs with all below it. */
import { type Database, Prisma } from '@/lib/db/client'

export type TenantPlace = { id: string; parentId: string | null; name: string; costCentre: string; depth: number }

export type BookedRow<Sums> = { sums: Sums; key: string; currency: string; costNano: bigint }

export type PlacedRow<Sums> = BookedRow<Sums> & { place: TenantPlace | null; withChildrenNano: bigint }

/** The tenants of these rows and all above them that the reader may see. */
export async function findTenantTree(
  db: Pick<Database, '$queryRaw'>,
  tenantIds: string[] | null,
  rows: readonly { key: string | null }[],
): Promise<Map<string, TenantPlace>> {
  const ids = rows.flatMap(({ key }) => (key ? [key] : []))
  const within = tenantIds === null ? Prisma.empty : Prisma.sql`AND t.id = ANY(${tenantIds}::uuid[])`
  const found = await db.$queryRaw<{ id: string; parent_id: string | null; name: string; cost_centre: string }[]>`
    WITH RECURSIVE above AS (
      SELECT id, parent_id, name, cost_centre FROM tenants t WHERE id = ANY(${ids}::uuid[]) ${within}
      UNION
      SELECT t.id, t.parent_id, t.name, t.cost_centre FROM tenants t JOIN above ON above.parent_id = t.id WHERE true ${within}
    )
    SELECT id::text, parent_id::text, name, cost_centre FROM above`
  const known = new Map(found.map((row) => [row.id, row]))
  const depthOf = (id: string, depth = 0): number => {
    const parentId = known.get(id)?.parent_id
    return parentId && known.has(parentId) && depth < found.length ? depthOf(parentId, depth + 1) : depth
  }
  return new Map(
    found.map(({ id, parent_id, name, cost_centre }) => [
      id,
      { id, parentId: parent_id && known.has(parent_id) ? parent_id : null, name, costCentre: cost_centre, depth: depthOf(id) },
    ]),
  )
}

/**
 * Each tenant with what it costs together with all below it; those below right after the one above, the dearest first. One that
 * spent nothing itself is there for those below it, made by `emptyOf`.
 */
export function treeOrder<Sums>(
  rows: readonly BookedRow<Sums>[],
  places: ReadonlyMap<string, TenantPlace>,
  emptyOf: (place: TenantPlace, currency: string) => BookedRow<Sums>,
): PlacedRow<Sums>[] {
  const placed = new Map<string, PlacedRow<Sums>>()
  const nameOf = (id: string, currency: string) => `${currency} ${id}`
  const add = (row: BookedRow<Sums>, place: TenantPlace | null) => {
    const made = { ...row, place, withChildrenNano: 0n }
    placed.set(nameOf(row.key, row.currency), made)
    return made
  }
  for (const row of rows) add(row, places.get(row.key) ?? null)
  for (const { key, currency, costNano } of rows) {
    const seen = new Set<string>()
    for (let id: string | null = key; id !== null && !seen.has(id); ) {
      seen.add(id)
      const place = places.get(id)
      const known = placed.get(nameOf(id, currency)) ?? (place && add(emptyOf(place, currency), place))
      if (known) known.withChildrenNano += costNano
      id = place?.parentId ?? null
    }
  }
  const below = new Map<string | null, PlacedRow<Sums>[]>()
  for (const row of placed.values()) {
    const above = row.place?.parentId ? nameOf(row.place.parentId, row.currency) : null
    below.set(above, [...(below.get(above) ?? []), row])
  }
  const walk = (above: string | null): PlacedRow<Sums>[] =>
    dearestFirst(below.get(above) ?? []).flatMap((row) => [row, ...walk(nameOf(row.key, row.currency))])
  return walk(null)
}

function dearestFirst<Row extends { withChildrenNano: bigint }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) =>
    a.withChildrenNano === b.withChildrenNano ? 0 : a.withChildrenNano > b.withChildrenNano ? -1 : 1,
  )
}
