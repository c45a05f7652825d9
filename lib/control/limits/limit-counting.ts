import { limitCounting } from '@/lib/contracts/limit'
import { empty } from '@/lib/contracts/paging'
import { query } from '@/lib/control/operation'

/** Heartbeats come each second. */
const ALIVE_MS = 3_000

/** Do the gateways count together? As they said in their last heartbeats. */
export const getLimitCounting = query('limits.read', { in: empty, out: limitCounting }, async ({ db, now }) => {
  const replicas = await db.replica.findMany({
    where: { seenAt: { gt: new Date(now.getTime() - ALIVE_MS) } },
    select: { status: true },
  })
  const stores = replicas.map(({ status }) => storeOf(status)).filter((store) => store !== 'console')
  return {
    gateways: stores.length,
    alone: stores.filter((store) => store === 'memory').length,
    away: stores.filter((store) => store === 'away').length,
  }
})

function storeOf(status: unknown): 'memory' | 'redis' | 'away' | 'console' {
  const { servesCalls, counters } = (status ?? {}) as { servesCalls?: boolean; counters?: { store?: string; isUp?: boolean } }
  if (servesCalls === false) return 'console'
  if (counters?.store !== 'redis') return 'memory'
  return counters.isUp === false ? 'away' : 'redis'
}
