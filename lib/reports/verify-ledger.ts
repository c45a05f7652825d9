/**
 * Do the hourly sums still say what the records say? Both are written by one statement, so any difference is damage from
 * outside or a defect of ours: either way somebody must look.
 */
import type { SqlPool } from '@/lib/db/sql-pool'

export type LedgerDifference = {
  hour: string
  tenantId: string
  model: string | null
  /** What is off, as the records have it and as the rollups have it. */
  calls: [records: bigint, rollups: bigint]
  tokens: [records: bigint, rollups: bigint]
  costNano: [records: bigint, rollups: bigint]
}

export type LedgerVerdict = { records: bigint; costNano: bigint; differences: LedgerDifference[] }

/** Compares records and rollups by hour, tenant and model over [from, to); names at most a hundred differences. */
export async function verifyLedger(pool: SqlPool, from: Date, to: Date): Promise<LedgerVerdict> {
  const { rows } = await pool.query<Row>(statement, [from, to])
  const total = await pool.query<{ records: bigint; cost: bigint }>(
    'select count(*) as records, coalesce(sum(cost_nano), 0)::bigint as cost from usage_records where started_at >= $1 and started_at < $2',
    [from, to],
  )
  return {
    records: total.rows[0]?.records ?? 0n,
    costNano: total.rows[0]?.cost ?? 0n,
    differences: rows.map((row) => ({
      hour: row.hour.toISOString(),
      tenantId: row.tenant_id,
      model: row.model,
      calls: [row.calls, row.rolled_calls],
      tokens: [row.tokens, row.rolled_tokens],
      costNano: [row.cost, row.rolled_cost],
    })),
  }
}

type Row = {
  hour: Date
  tenant_id: string
  model: string | null
  calls: bigint
  rolled_calls: bigint
  tokens: bigint
  rolled_tokens: bigint
  cost: bigint
  rolled_cost: bigint
}

const tokens = ['input', 'cache_read', 'cache_write', 'cache_write_1h', 'output', 'reasoning', 'audio_in', 'audio_out']
  .map((name) => `${name}_tokens`)
  .join(' + ')

const statement = `
with records as (
  select date_trunc('hour', started_at, 'UTC') as hour, tenant_id, model, sum(calls)::bigint as calls,
    sum(${tokens})::bigint as tokens, coalesce(sum(cost_nano), 0)::bigint as cost
  from usage_records where started_at >= $1 and started_at < $2 group by 1, 2, 3
), rollups as (
  select hour, tenant_id, model, sum(calls)::bigint as calls, sum(${tokens})::bigint as tokens, sum(cost_nano)::bigint as cost
  from usage_rollups where hour >= date_trunc('hour', $1::timestamptz, 'UTC') and hour < $2 group by 1, 2, 3
)
select coalesce(r.hour, s.hour) as hour, coalesce(r.tenant_id, s.tenant_id) as tenant_id, coalesce(r.model, s.model) as model,
  coalesce(r.calls, 0) as calls, coalesce(s.calls, 0) as rolled_calls, coalesce(r.tokens, 0) as tokens, coalesce(s.tokens, 0) as rolled_tokens,
  coalesce(r.cost, 0) as cost, coalesce(s.cost, 0) as rolled_cost
from records r full join rollups s on s.hour = r.hour and s.tenant_id = r.tenant_id and s.model is not distinct from r.model
where (r.calls, r.tokens, r.cost) is distinct from (s.calls, s.tokens, s.cost)
order by 1, 2, 3 limit 100`
