/** Watching callers move from the old key of a rotation to the new one, so that the old one is retired when nobody misses it. */
import { type KeyRotation, keyRotation, keyRotationQuery } from '@/lib/contracts/key'
import type { Context } from '@/lib/control/context'
import { iso, isoOrNull } from '@/lib/control/iso'
import { keyOf } from '@/lib/control/keys/key-queries'
import { type KeyRow, keyInclude, keyView } from '@/lib/control/keys/key-view'
import { query } from '@/lib/control/operation'

/** How far back the last use of a key is looked for among its calls. */
const LOOK_BACK_MS = 86_400_000

type Traffic = { row: KeyRow; calls: number; lastUsedAt: Date | null }

/** By either of the two keys. */
export const getKeyRotation = query(
  'keys.read',
  { path: { id: 'key' }, in: keyRotationQuery, out: keyRotation },
  async (context, { id, quietSeconds }) => {
    const { db, now } = context
    const asked = await keyOf(context, id)
    const replaced = asked.replacedById
      ? null
      : await db.key.findFirst({ where: { replacedById: id }, include: keyInclude, orderBy: { createdAt: 'desc' } })
    const [oldRow, nextRow] = asked.replacedById ? [asked, await keyOf(context, asked.replacedById)] : [replaced, asked]
    const quietMs = quietSeconds * 1000
    const next = await trafficOf(context, nextRow, quietMs)
    const old = oldRow && (await trafficOf(context, oldRow, quietMs))
    const view = ({ row, calls, lastUsedAt }: Traffic) => ({ key: keyView(row, now), calls, lastUsedAt: isoOrNull(lastUsedAt) })
    return { quietSeconds, next: view(next), old: old && view(old), ...stageOf(next, old, quietMs, now) }
  },
)

/** Silence counts from the last call with the old key, and from when the new one was there to be used. */
export function stageOf(next: Traffic, old: Traffic | null, quietMs: number, now: Date): Pick<KeyRotation, 'stage' | 'quietAt'> {
  if (!old) return { stage: 'none', quietAt: null }
  const { revokedAt, expiresAt, lastUsedAt } = { ...old.row, lastUsedAt: old.lastUsedAt }
  if (revokedAt || (expiresAt && expiresAt <= now)) return { stage: 'over', quietAt: null }
  // A key nobody ever used has no callers to move.
  if (!next.lastUsedAt && lastUsedAt) return { stage: 'waiting', quietAt: null }
  const since = Math.max(lastUsedAt?.getTime() ?? 0, next.row.createdAt.getTime())
  const quietAt = new Date(since + quietMs)
  return { stage: quietAt <= now ? 'quiet' : 'moving', quietAt: iso(quietAt) }
}

async function trafficOf({ db, now }: Context, row: KeyRow, quietMs: number): Promise<Traffic> {
  const ofKey = { tenantId: row.subscription.tenantId, keyId: row.id }
  const { _sum } = await db.usageRecord.aggregate({
    where: { ...ofKey, startedAt: { gt: new Date(now.getTime() - quietMs) } },
    _sum: { calls: true },
  })
  const newest = await db.usageRecord.findFirst({
    where: { ...ofKey, startedAt: { gte: new Date(now.getTime() - LOOK_BACK_MS) } },
    orderBy: { startedAt: 'desc' },
    select: { startedAt: true },
  })
  return { row, calls: _sum.calls ?? 0, lastUsedAt: newest?.startedAt ?? row.lastUsedAt }
}
