/**
 * What quotas and budgets have used: the newest period of each counter. Totals and resets are read as of one moment, so that each
 * total says which reset it has been through.
 */
import type { SqlPool } from '@/lib/db/sql-pool'
import type { Seed } from '@/lib/runtime/counters/memory-counters'

type Row = { limit_id: string; count_key: string; period_start: Date; total: bigint; reset_at: Date | null }

/** Of all limits, or of some. */
export async function readCounterTotals(pool: SqlPool, limitIds: readonly string[] | null = null): Promise<Seed[]> {
  const result = await pool.query<Row>(
    `select distinct on (t.limit_id, t.count_key) t.limit_id, t.count_key, t.period_start,
        greatest(t.total - t.reset_total, 0) as total, greatest(l.reset_at, r.reset_at) as reset_at
       from counter_totals t
       left join limits l on l.id = t.limit_id
       left join limit_resets r on r.limit_id = t.limit_id and r.count_key = t.count_key
      where t.period_start > now() - interval '367 days' and t.period_start <= now()
        and ($1::uuid[] is null or t.limit_id = any($1::uuid[]))
      order by t.limit_id, t.count_key, t.period_start desc`,
    [limitIds],
  )
  return result.rows.map((row) => ({
    limitId: row.limit_id,
    countKey: row.count_key,
    periodStartMs: row.period_start.getTime(),
    total: Number(row.total),
    resetAtMs: row.reset_at?.getTime() ?? 0,
  }))
}
