import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Commitment } from '@/lib/contracts/commitment'
import { termsOf } from '@/lib/control/commitments/hour-shares'
import type { Prisma, Tx } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'

export const commitmentInclude = {
  backend: { select: { name: true } },
  owner: { select: { name: true } },
  runs: { where: { version: 1 }, orderBy: { to: 'desc' }, take: 1, select: { to: true } },
} satisfies Prisma.CommitmentInclude

export type CommitmentFullRow = Prisma.CommitmentGetPayload<{ include: typeof commitmentInclude }>

/** How the API shows these commitments. */
export async function commitmentViewer(
  db: Tx,
  rows: CommitmentFullRow[],
  now: Date,
): Promise<(row: CommitmentFullRow) => Commitment> {
  const ids = rows.flatMap((row) => termsOf(row).reservations.map(({ tenantId }) => tenantId))
  const tenants = await db.tenant.findMany({ where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true } })
  const names = new Map(tenants.map(({ id, name }) => [id, name]))
  return (row) => ({
    id: toPublicId('commitment', row.id),
    name: row.name,
    backendId: toPublicId('backend', row.backendId),
    backendName: row.backend.name,
    model: row.model,
    currency: row.currency,
    units: row.units,
    hourlyCost: formatNano(row.hourlyNano),
    perMinute: Number(row.perMinute),
    outputWeight: row.outputWeight,
    from: iso(row.from),
    until: iso(row.until),
    state: row.from > now ? 'to-come' : row.until <= now ? 'over' : 'running',
    ownerId: toPublicId('tenant', row.ownerId),
    ownerName: row.owner.name,
    idleRule: row.idleRule,
    reservations: termsOf(row).reservations.map(({ tenantId, units }) => ({
      tenantId: toPublicId('tenant', tenantId),
      tenantName: names.get(tenantId) ?? 'deleted',
      units,
    })),
    allocatedThrough: isoOrNull(row.runs[0]?.to ?? null),
    createdAt: iso(row.createdAt),
  })
}
