/** How many gateways there are by their heartbeats, and which of them this one is. Without Postgres the last answer stands. */
import type { SqlPool } from '@/lib/db/sql-pool'
import { alone, type Share } from '@/lib/policy/limits/share'

export type LiveReplicas = {
  share(): Share
  stop(): Promise<void>
}

export type LiveReplicasOptions = {
  pool: SqlPool
  instanceId: string
  everyMs?: number
  /** Called after the number of gateways, or this one's place among them, has changed. */
  onChange?(share: Share): Promise<void> | void
  onError(error: unknown): void
}

const EVERY_MS = 1_000
/** Heartbeats come each second: one that has missed three is gone. A gateway that stops takes its row with it. */
const GONE = "interval '3 seconds'"

export async function watchReplicas(options: LiveReplicasOptions): Promise<LiveReplicas> {
  const { pool, instanceId } = options
  let share = alone
  let isBusy = false
  const look = async () => {
    if (isBusy) return
    isBusy = true
    try {
      const next = await readShare(pool, instanceId)
      const hasChanged = next.count !== share.count || next.rank !== share.rank
      share = next
      if (hasChanged) await options.onChange?.(next)
    } catch {
      // Postgres is away: the ledger and the catalog say so.
    } finally {
      isBusy = false
    }
  }
  await look()
  const timer = setInterval(() => void look().catch(options.onError), options.everyMs ?? EVERY_MS)
  timer.unref()
  return {
    share: () => share,
    async stop() {
      clearInterval(timer)
      while (isBusy) await new Promise((resolve) => setTimeout(resolve, 10))
    },
  }
}

/** A console that serves no calls needs no share. This process counts itself, whether its heartbeat has been heard or not. */
async function readShare(pool: SqlPool, instanceId: string): Promise<Share> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'live-replicas',
    text: `select id from replicas where seen_at > now() - ${GONE} and coalesce((status->>'servesCalls')::boolean, true)`,
  })
  const ids = [...new Set([instanceId, ...rows.map(({ id }) => id)])].sort()
  return { count: ids.length, rank: ids.indexOf(instanceId) }
}
