/** A gateway process reports itself, so that the console shows the fleet as it is. */
import type { SqlPool } from '@/lib/db/sql-pool'

export type HeartbeatOptions = { pool: SqlPool; instanceId: string; catalog: { version(): number }; statusOf(): object }

const EVERY_MS = 1_000
/** Replicas unheard of for a day are forgotten. */
const FORGET = "interval '1 day'"

export function startHeartbeat(options: HeartbeatOptions): { stop(): Promise<void> } {
  const startedAt = new Date()
  let isBusy = false
  const beat = async () => {
    if (isBusy) return
    isBusy = true
    try {
      await options.pool.query({
        name: 'heartbeat',
        text: `insert into replicas (id, started_at, seen_at, catalog_version, status) values ($1, $2, now(), $3, $4)
          on conflict (id) do update set seen_at = now(), catalog_version = excluded.catalog_version, status = excluded.status`,
        values: [options.instanceId, startedAt, Math.max(0, options.catalog.version()), JSON.stringify(options.statusOf())],
      })
    } catch {
      // Postgres is away: the ledger and the catalog say so; a missing heartbeat is the message itself.
    } finally {
      isBusy = false
    }
  }
  const timer = setInterval(beat, EVERY_MS)
  timer.unref()
  void beat()
  return {
    async stop() {
      clearInterval(timer)
      while (isBusy) await new Promise((resolve) => setTimeout(resolve, 10))
      await options.pool
        .query(`delete from replicas where id = $1 or seen_at < now() - ${FORGET}`, [options.instanceId])
        .catch(() => {})
    },
  }
}
