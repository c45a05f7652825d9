/** What quotas and budgets had used when this process started: the newest period of each counter. */
import type { SqlPool } from '@/lib/db/sql-pool'
import type { Seed } from '@/lib/runtime/counters/memory-counters'

export async function readCounterTotals(pool: SqlPool): Promise<Seed[]> {
  const result = await pool.query<{ limit_id: string; count_key: string; period_start: Date; total: bigint }>(
    `select distinct on (limit_id, count_key) limit_id, count_key, period_start, greatest(total - reset_total, 0) as total from counter_totals
      where period_start > now() - interval '367 days' and period_start <= now()
      order by limit_id, count_key, period_start desc`,
  )
  return result.rows.map((row) => ({
    limitId: row.limit_id,
    countKey: row.count_key,
    periodStartMs: row.period_start.getTime(),
    total: Number(row.total),
  }))
}
