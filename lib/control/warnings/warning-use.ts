/** What a subscription has used in the running month of its tenant's calendar, by the measure of a warning. */
import type { Prisma, Tx } from '@/lib/control/database'
import { zoneAt } from '@/lib/control/tenants/tenant-view'
import { localDayAt } from '@/lib/policy/limits/calendar'

export const warningInclude = {
  subscription: {
    select: {
      name: true,
      tenantId: true,
      state: true,
      tenant: { include: { timeZones: { orderBy: { effectiveFrom: 'asc' } } } },
    },
  },
} satisfies Prisma.UsageWarningInclude

export type WarningRow = Prisma.UsageWarningGetPayload<{ include: typeof warningInclude }>

export type WarningUse = { month: string; used: bigint }

export async function usedThisMonth(db: Pick<Tx, 'usageRollup'>, row: WarningRow, now: Date): Promise<WarningUse> {
  const month = localDayAt(zoneAt(row.subscription.tenant, now), now.getTime()).slice(0, 7)
  const { _sum } = await db.usageRollup.aggregate({
    where: {
      tenantId: row.subscription.tenantId,
      subscriptionId: row.subscriptionId,
      localDay: { gte: new Date(`${month}-01T00:00:00Z`) },
      ...(row.measure === 'cost' ? { currency: row.currency } : {}),
    },
    _sum: {
      calls: true,
      input: true,
      cacheRead: true,
      cacheWrite: true,
      cacheWrite1h: true,
      output: true,
      reasoning: true,
      costNano: true,
    },
  })
  const { calls, costNano, ...tokens } = _sum
  if (row.measure === 'calls') return { month, used: calls ?? 0n }
  if (row.measure === 'cost') return { month, used: costNano ?? 0n }
  return { month, used: Object.values(tokens).reduce<bigint>((sum, one) => sum + (one ?? 0n), 0n) }
}
