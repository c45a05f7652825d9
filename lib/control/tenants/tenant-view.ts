import { toPublicId } from '@/lib/base/ids'
import type { Tenant } from '@/lib/contracts/tenant'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'

/** What a tenant is read with. */
export const tenantInclude = {
  timeZones: { orderBy: { effectiveFrom: 'asc' } },
  _count: { select: { memberships: true, subscriptions: true, children: true } },
} satisfies Prisma.TenantInclude

export type TenantRow = Prisma.TenantGetPayload<{ include: typeof tenantInclude }>

/** A tenant as the API shows it at an instant. */
export function tenantView(row: TenantRow, now: Date): Tenant {
  return {
    id: toPublicId('tenant', row.id),
    name: row.name,
    costCentre: row.costCentre,
    parentId: row.parentId && toPublicId('tenant', row.parentId),
    timeZone: zoneAt(row, now),
    timeZones: row.timeZones.map((zone) => ({ timeZone: zone.timeZone, effectiveFrom: iso(zone.effectiveFrom) })),
    currency: row.currency,
    regions: row.regions,
    memberCount: row._count.memberships,
    subscriptionCount: row._count.subscriptions,
    childCount: row._count.children,
    archivedAt: isoOrNull(row.archivedAt),
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }
}

/** The latest zone whose date has come; before the first one, the first. */
export function zoneAt(row: Pick<TenantRow, 'timeZones'>, now: Date): string {
  const begun = row.timeZones.filter((zone) => zone.effectiveFrom <= now)
  return (begun.at(-1) ?? row.timeZones[0])?.timeZone ?? 'UTC'
}
