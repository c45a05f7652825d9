/** Who would notice: the calls a key has made lately. */
import type { KeyImpact } from '@/lib/contracts/key'
import type { Context } from '@/lib/control/context'
import { isoOrNull } from '@/lib/control/iso'
import type { KeyRow } from '@/lib/control/keys/key-view'

const HOUR_MS = 3_600_000

export async function impactOf({ db, now }: Context, row: KeyRow): Promise<KeyImpact> {
  const callsSince = async (ms: number) => {
    const where = { tenantId: row.subscription.tenantId, keyId: row.id, startedAt: { gte: new Date(now.getTime() - ms) } }
    const { _sum } = await db.usageRecord.aggregate({ where, _sum: { calls: true } })
    return _sum.calls ?? 0
  }
  const newest = await db.usageRecord.findFirst({
    where: { tenantId: row.subscription.tenantId, keyId: row.id, startedAt: { gte: new Date(now.getTime() - 24 * HOUR_MS) } },
    orderBy: { startedAt: 'desc' },
    select: { startedAt: true },
  })
  return {
    callsLastHour: await callsSince(HOUR_MS),
    callsLastDay: await callsSince(24 * HOUR_MS),
    lastUsedAt: isoOrNull(newest?.startedAt ?? row.lastUsedAt),
  }
}
