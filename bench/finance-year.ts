/**
 * A year of calls of fifty tenants in as many time zones as matter (India and Nepal, whose days begin inside a UTC hour, and New York
 * among them), with busy weekdays and a slow growth; records and their hourly sums. Everything is made of numbers, so a run that was
 * cut short goes on where it stopped: a month is written whole or not at all.
 */
import type { SqlPool } from '@/lib/db/sql-pool'
import { rollupDimensions, rollupSums } from '@/lib/runtime/ledger/record-columns'

export type Year = { months: string[]; records: number; rollups: number }
export type YearOptions = {
  records: number
  tenants: number
  /** The first month that is not filled: YYYY-MM. */
  until: string
  onMonth?: (month: string, records: number, seconds: number) => void
}

const MONTHS = 12
const ZONES = ['Asia/Kolkata', 'Asia/Kathmandu', 'America/New_York', 'Europe/Berlin', 'UTC']
const PRODUCTS = 4
const MODELS = ['gpt-4o', 'gpt-4o-mini', 'text-embedding-3-small']

export async function fillYear(pool: SqlPool, { records, tenants, until, onMonth }: YearOptions): Promise<Year> {
  const months = monthsBefore(until)
  await pool.query('select ensure_usage_partitions($1::timestamptz, $2)', [`${months[0]}-01T00:00:00Z`, MONTHS + 1])
  for (const sql of directory(tenants)) await pool.query(sql)
  // A little more each month: 1 + i/24 of what it began with.
  const weight = (i: number) => 1 + i / 24
  const whole = months.reduce((sum, _, i) => sum + weight(i), 0)
  for (const [i, month] of months.entries()) {
    const startedMs = performance.now()
    const made = await fillMonth(pool, month, Math.round((records * weight(i)) / whole), tenants)
    onMonth?.(month, made, (performance.now() - startedMs) / 1000)
  }
  await pool.query('vacuum (analyze) usage_rollups')
  await pool.query('analyze usage_records')
  const { rows } = await pool.query<{ records: bigint; rollups: bigint }>(
    `select sum(calls)::bigint as records, count(*) as rollups from usage_rollups where tenant_id = any($1::uuid[])`,
    [await tenantIds(pool, tenants)],
  )
  return { months, records: Number(rows[0]?.records ?? 0n), rollups: Number(rows[0]?.rollups ?? 0n) }
}

function monthsBefore(until: string): string[] {
  const [year = 0, month = 1] = until.split('-').map(Number)
  return Array.from({ length: MONTHS }, (_, i) => new Date(Date.UTC(year, month - 1 - MONTHS + i, 1)).toISOString().slice(0, 7))
}

const id = (noun: string, number: string) => `md5('finance ${noun} ' || ${number})::uuid`

async function tenantIds(pool: SqlPool, tenants: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select ${id('tenant', 'n')}::text as id from generate_series(0, ${tenants - 1}) n`,
  )
  return rows.map((row) => row.id)
}

const zoneOf = (number: string) => `(array[${ZONES.map((zone) => `'${zone}'`).join(', ')}])[1 + ${number} % ${ZONES.length}]`

function directory(tenants: number): string[] {
  return [
    `insert into tenants (id, name, cost_centre, currency, updated_at)
     select ${id('tenant', 'n')}, 'Finance tenant ' || lpad(n::text, 2, '0'), 'CC-' || 7000 + n % 12, 'USD', now() from generate_series(0, ${tenants - 1}) n
     on conflict do nothing`,
    `insert into tenant_time_zones (tenant_id, effective_from, time_zone)
     select ${id('tenant', 'n')}, 'epoch', ${zoneOf('n')} from generate_series(0, ${tenants - 1}) n on conflict do nothing`,
    `insert into products (id, name, description, state, requires_approval, published_at)
     select ${id('product', 'n')}, 'Finance product ' || n, '', 'published', false, now() from generate_series(0, ${PRODUCTS - 1}) n on conflict do nothing`,
    `insert into backends (id, name, provider, base_url, region, updated_at)
     select ${id('backend', 'n')}, 'Finance backend ' || n, 'azure-openai', 'https://finance-' || n || '.openai.azure.com', 'swedencentral', now()
     from generate_series(0, 1) n on conflict do nothing`,
    `insert into subscriptions (id, tenant_id, product_id, name, state, updated_at)
     select ${id('subscription', 'n')}, ${id('tenant', 'n')}, ${id('product', `(n % ${PRODUCTS})`)}, 'Finance app ' || n, 'active', now()
     from generate_series(0, ${tenants - 1}) n on conflict do nothing`,
  ]
}

async function fillMonth(pool: SqlPool, month: string, calls: number, tenants: number): Promise<number> {
  const client = await pool.connect()
  try {
    await client.query("begin; set local synchronous_commit = off; set local work_mem = '128MB'")
    const { rows } = await client.query<{ n: bigint }>(
      `select count(*) as n from usage_rollups where hour >= $1::timestamptz and hour < $1::timestamptz + interval '1 month' and tenant_id = any($2::uuid[])`,
      [`${month}-01T00:00:00Z`, await tenantIds(pool, tenants)],
    )
    if ((rows[0]?.n ?? 0n) > 0n) return 0
    await client.query(fill(tenants), [`${month}-01T00:00:00Z`, calls])
    await client.query(rollUp(tenants), [`${month}-01T00:00:00Z`])
    await client.query('commit')
    return calls
  } finally {
    await client.query('rollback').catch(() => {})
    client.release()
  }
}

/** Calls spread over the month; two of three of a weekend's are moved into the week. */
const fill = (tenants: number) => `
insert into usage_records (id, started_at, local_day, duration_ms, first_byte_ms, tenant_id, product_id, subscription_id, key_id, model, backend_id,
  deployment, dialect, operation, streamed, status, outcome, measured, input_tokens, output_tokens, attempts, price_id, currency, cost_nano, replica)
select
  (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(h, 1, 3) || 'a' || substr(h, 4, 15))::uuid,
  at, (at at time zone ${zoneOf('t')})::date, 400 + i % 900, 90 + i % 200, ${id('tenant', 't')}, ${id('product', `(t % ${PRODUCTS})`)},
  ${id('subscription', 't')}, ${id('key', 't')}, (array[${MODELS.map((model) => `'${model}'`).join(', ')}])[1 + m], ${id('backend', '(m % 2)')},
  'deployment', 'openai', 'chat', i % 2 = 0, 200, 'answered', 'measured', 200 + i % 800, 50 + i % 300, 1, ${id('price', "''")}, 'USD',
  (200 + i % 800) * (2500 - 1175 * m) + (50 + i % 300) * (10000 - 4700 * m), 'bench'
from (
  select i, h, t, m, case when extract(dow from even) in (0, 6) and i % 3 <> 0
      then even + case when even + interval '2 days' < $1::timestamptz + interval '1 month' then interval '2 days' else interval '-5 days' end
      else even end as at
  from (
    select i, md5($1 || i) as h, (i * 7919 / 3) % ${tenants} as t, i % 3 as m,
      date_trunc('milliseconds', $1::timestamptz + (($1::timestamptz + interval '1 month' - $1::timestamptz) * ((i - 1)::double precision / $2::double precision))) as even
    from generate_series(1, $2::bigint) as i
  ) as spread
) as calls
on conflict do nothing`

const rollUp = (tenants: number) => `
insert into usage_rollups (hour, local_day, ${rollupDimensions.join(', ')}, calls, unpriced, ${rollupSums.join(', ')}, cost_nano)
select date_trunc('hour', started_at, 'UTC'), local_day, ${rollupDimensions.join(', ')}, sum(calls), 0, ${rollupSums.map((name) => `sum(${name})`).join(', ')}, sum(cost_nano)
from usage_records where started_at >= $1::timestamptz and started_at < $1::timestamptz + interval '1 month'
  and tenant_id in (select ${id('tenant', 'n')} from generate_series(0, ${tenants - 1}) n)
group by 1, local_day, ${rollupDimensions.join(', ')} order by 1, ${rollupDimensions.join(', ')}`
