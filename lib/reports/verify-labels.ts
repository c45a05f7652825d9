/**
 * Do the daily sums by end user and tag still say what the records say? Only whole days are compared. A label without a sum of its
 * own, on a day of its tenant on which labels share one, is in the shared one.
 */
import type { SqlPool } from '@/lib/db/sql-pool'

export type LabelDifference = {
  kind: string
  day: string
  tenantId: string
  label: string
  /** What is off, as the records have it and as the sums have it. */
  calls: [records: bigint, sums: bigint]
  costNano: [records: bigint, sums: bigint]
}

const DAY_MS = 86_400_000

/** Names at most a hundred differences of the days that lie wholly in [from, to), wherever on earth their tenant is. */
export async function verifyLabels(pool: SqlPool, from: Date, to: Date): Promise<LabelDifference[]> {
  const first = new Date(from.getTime() + DAY_MS + DAY_MS / 2).toISOString().slice(0, 10)
  const last = new Date(to.getTime() - 2 * DAY_MS).toISOString().slice(0, 10)
  const { rows } = await pool.query<Row>(statement, [from, to, first, last])
  return rows.map((row) => ({
    kind: row.kind,
    day: row.day,
    tenantId: row.tenant_id,
    label: row.label,
    calls: [row.calls, row.summed_calls],
    costNano: [row.cost, row.summed_cost],
  }))
}

type Row = {
  kind: string
  day: string
  tenant_id: string
  label: string
  calls: bigint
  summed_calls: bigint
  cost: bigint
  summed_cost: bigint
}

const statement = `
with said as (
  select 'endUser' as kind, end_user as label, local_day, tenant_id, calls, cost_nano
  from usage_records where end_user is not null and started_at >= $1 and started_at < $2 and local_day between $3::date and $4::date
  union all
  select 'tag', t.tag, local_day, tenant_id, calls, cost_nano
  from usage_records cross join lateral unnest(tags) as t(tag)
  where tags <> '{}' and started_at >= $1 and started_at < $2 and local_day between $3::date and $4::date
), sums as (
  select kind, local_day, tenant_id, label, sum(calls + refused)::bigint as calls, sum(cost_nano)::bigint as cost
  from usage_label_rollups where kind in ('endUser', 'tag') and local_day between $3::date and $4::date group by 1, 2, 3, 4
), named as (
  select kind, local_day, tenant_id, label, sum(calls)::bigint as calls, coalesce(sum(cost_nano), 0)::bigint as cost
  from said group by 1, 2, 3, 4
), records as (
  select kind, local_day, tenant_id, coalesce(own.label, shared.label, n.label) as label,
    sum(n.calls)::bigint as calls, sum(n.cost)::bigint as cost
  from named n left join sums own using (kind, local_day, tenant_id, label)
  left join (select kind, local_day, tenant_id, label from sums where label = '') shared using (kind, local_day, tenant_id)
  group by 1, 2, 3, 4
)
select kind, local_day::text as day, tenant_id, label, coalesce(r.calls, 0) as calls, coalesce(s.calls, 0) as summed_calls,
  coalesce(r.cost, 0) as cost, coalesce(s.cost, 0) as summed_cost
from records r full join sums s using (kind, local_day, tenant_id, label)
where (r.calls, r.cost) is distinct from (s.calls, s.cost)
order by 1, 2, 3, 4 limit 100`
