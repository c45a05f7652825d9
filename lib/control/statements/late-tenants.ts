/** Tenants that get a statement though their rollups of the month do not say so. */
import { termsOf } from '@/lib/control/commitments/hour-shares'
import type { Prisma, Tx } from '@/lib/control/database'
import { monthAfter } from '@/lib/control/statements/month-usage'

/** So far back late calls of a tenant that uses nothing any more are looked for; one that does has all of its late usage on its next statement. */
const IDLE_MONTHS = 3
const compared = ['calls', 'costNano', 'input', 'output'] as const

type Within = Prisma.UsageRollupWhereInput & Prisma.StatementWhereInput

/** Those that pay a part of what others used or nobody did: who owns or reserves a part of a commitment may use nothing. */
export async function sharing(db: Tx, month: Date): Promise<string[]> {
  const end = monthAfter(month)
  const booked = await db.commitmentShare.groupBy({ by: ['tenantId'], where: { day: { gte: month, lt: end } } })
  const running = await db.commitment.findMany({ where: { from: { lt: end }, until: { gt: month } } })
  const bound = running.flatMap((row) => [
    row.ownerId,
    ...(row.idleRule === 'reservation' ? termsOf(row).reservations.map(({ tenantId }) => tenantId) : []),
  ])
  return [...booked.map(({ tenantId }) => tenantId), ...bound]
}

/** Tenants of whose last closed months the ledger knows more, or less, than their statements say. */
export async function lateTenants(db: Tx, month: Date, within: Within): Promise<string[]> {
  const late = new Set<string>()
  const _sum = { calls: true, costNano: true, input: true, output: true } as const
  for (let back = 1; back <= IDLE_MONTHS; back++) {
    const first = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() - back, 1))
    const days = { gte: first, lt: monthAfter(first) }
    const closed = await db.statement.findMany({
      where: { AND: [within, { month: first, reopened: null }] },
      select: { tenantId: true },
    })
    if (closed.length === 0) continue
    const tenantId = { in: closed.map((one) => one.tenantId) }
    const known = await db.usageRollup.groupBy({
      by: ['tenantId'],
      where: { tenantId, localDay: days, outcome: { not: 'refused' } },
      _sum,
    })
    const rerated = await db.reratingLine.groupBy({
      by: ['tenantId'],
      where: { tenantId, day: days, rerating: { state: 'booked' } },
      _sum: { oldNano: true, newNano: true },
    })
    const shared = await db.commitmentShare.groupBy({
      by: ['tenantId'],
      where: { tenantId, day: days },
      _sum: { costNano: true },
    })
    const lines = await db.statementLine.groupBy({
      by: ['statementId'],
      where: { day: days, statement: { AND: [within, { reopened: null }] } },
      _sum,
    })
    const statements = await db.statement.findMany({
      where: { id: { in: lines.map((line) => line.statementId) } },
      select: { id: true, tenantId: true },
    })
    const tenantOf = new Map(statements.map((one) => [one.id, one.tenantId]))
    const left = new Map(closed.map((one) => [one.tenantId, new Map<string, bigint>()]))
    const add = (id: string, sums: Partial<Record<(typeof compared)[number], bigint | null>>, sign: bigint) => {
      const own = left.get(id)
      for (const name of compared) own?.set(name, (own.get(name) ?? 0n) + sign * (sums[name] ?? 0n))
    }
    for (const row of known) add(row.tenantId, row._sum, 1n)
    for (const row of rerated) add(row.tenantId, { costNano: (row._sum.newNano ?? 0n) - (row._sum.oldNano ?? 0n) }, 1n)
    for (const row of shared) add(row.tenantId, row._sum, 1n)
    for (const line of lines) add(tenantOf.get(line.statementId) ?? '', line._sum, -1n)
    for (const [id, sums] of left) if ([...sums.values()].some((sum) => sum !== 0n)) late.add(id)
  }
  return [...late]
}
