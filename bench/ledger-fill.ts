/** A month of calls, as many as wanted, over the same dimensions and hours whatever their number; and its sums. */
import type { SqlPool } from '@/lib/db/sql-pool'
import { rollupDimensions, rollupSums } from '@/lib/runtime/ledger/record-columns'

export type Month = { name: string; from: Date; to: Date }

/** Fills the month before this one. The partition is filled first and indexed after, as a restore does it. */
export async function fillLedger(pool: SqlPool, size: number): Promise<Month> {
  const now = new Date()
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1))
  const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
  const name = from.toISOString().slice(0, 7)
  const partition = `usage_records_${name.replace('-', '_')}`
  await pool.query(
    `insert into tenants (id, name, cost_centre, currency, updated_at)
     select ${uuid("'t' || i")}, 'Tenant ' || i, 'CC-' || i, 'USD', now() from generate_series(0, 19) as i`,
  )
  await pool.query(`alter table usage_records detach partition ${partition}; drop table ${partition}`)
  await pool.query(`create unlogged table ${partition} (like usage_records including defaults including constraints)`)
  await pool.query(fill(partition), [from, to, size])
  await pool.query(`alter table ${partition} set logged`)
  await pool.query(
    `alter table usage_records attach partition ${partition} for values from ('${name}-01T00:00:00Z') to ('${to.toISOString()}')`,
  )
  await pool.query(rollUp, [from, to])
  await pool.query('vacuum analyze')
  return { name, from, to }
}

export async function someCall(pool: SqlPool, { from }: Month): Promise<{ id: string; tenantId: string }> {
  const { rows } = await pool.query<{ id: string; tenant_id: string }>(
    'select id, tenant_id from usage_records where started_at >= $1 order by started_at limit 1 offset 1000',
    [new Date(from.getTime() + 13 * 86_400_000)],
  )
  return { id: rows[0]?.id ?? '', tenantId: rows[0]?.tenant_id ?? '' }
}

/** A stable id made of a text. */
function uuid(text: string): string {
  return `md5(${text})::uuid`
}

/** Twenty combinations of dimensions in every hour of the month, however many calls there are. */
const fill = (partition: string) => `
insert into ${partition} (id, started_at, local_day, duration_ms, first_byte_ms, tenant_id, product_id, subscription_id, key_id, model, backend_id,
  deployment, dialect, operation, streamed, status, outcome, measured, input_tokens, output_tokens, attempts, price_id, currency, cost_nano, replica)
select
  (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(i::text), 1, 3) || 'a' || substr(md5(i::text), 4, 15))::uuid,
  at, at::date, 400 + i % 900, 90 + i % 200, ${uuid("'t' || c % 20")}, ${uuid("'p' || c % 4")}, ${uuid("'s' || c % 20")}, ${uuid("'k' || c % 20")},
  'model-' || c % 5, ${uuid("'b' || c % 5")}, 'deployment', 'openai', 'chat', c % 2 = 0, 200, 'answered', 'measured',
  200 + i % 800, 50 + i % 300, 1, ${uuid("'price'")}, 'USD', 30000 + i % 9000, 'bench'
from (
  select i, i % 100 as c, date_trunc('milliseconds', $1::timestamptz + (($2::timestamptz - $1::timestamptz) * ((i - 1)::double precision / $3::double precision))) as at
  from generate_series(1, $3::int) as i
) as calls`

/** In the order they come to be in. */
const rollUp = `
insert into usage_rollups (hour, local_day, ${rollupDimensions.join(', ')}, calls, unpriced, ${rollupSums.join(', ')}, cost_nano)
select date_trunc('hour', started_at, 'UTC'), local_day, ${rollupDimensions.join(', ')}, sum(calls), 0, ${rollupSums.map((name) => `sum(${name})`).join(', ')}, sum(cost_nano)
from usage_records where started_at >= $1 and started_at < $2
group by 1, local_day, ${rollupDimensions.join(', ')} order by 1, ${rollupDimensions.join(', ')}`
