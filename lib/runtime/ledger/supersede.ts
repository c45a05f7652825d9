/**
 * A call that was billed provisionally turns out to have ended: its true close takes the record's place, and rollups and
 * counter totals get the difference. A record that is final is never touched.
 */
import type { SqlPool } from '@/lib/db/sql-pool'
import { labelInsert } from '@/lib/runtime/ledger/label-columns'
import {
  CHARGES_AT,
  columnReads,
  recordColumns,
  rollupDimensions,
  rollupSums,
  TRACE_AT,
} from '@/lib/runtime/ledger/record-columns'

/** `list` is the binary jsonb array of close lines. Returns how many provisional records gave way. */
export async function supersede(pool: SqlPool, list: Buffer, replica: string): Promise<number> {
  const result = await pool.query<{ superseded: number }>({ name: 'supersede-usage', text: statement, values: [list, replica] })
  const superseded = result.rows[0]?.superseded ?? 0
  if (superseded > 0) await pool.query({ name: 'sweep-rollups', text: sweep, values: [list] })
  return superseded
}

const names = recordColumns.join(', ')
const changing = recordColumns.filter((name) => name !== 'id' && name !== 'started_at')
const allDimensions = ['hour', 'local_day', ...rollupDimensions].join(', ')
const sums = ['calls', 'unpriced', ...rollupSums, 'cost_nano']

const signedSums = [
  'sum(sign * calls) as calls',
  'coalesce(sum(sign * calls) filter (where cost_nano is null), 0) as unpriced',
  ...rollupSums.map((name) => `sum(sign * ${name}) as ${name}`),
  'coalesce(sum(sign * cost_nano), 0) as cost_nano',
].join(', ')

const statement = `
with given as materialized (
  select distinct on (started_at, id) * from (
    select ${columnReads.join(', ')}, r->${CHARGES_AT} as charges, r->${TRACE_AT} as trace from jsonb_array_elements($1::jsonb) as l(r)
  ) as lines order by started_at, id
), locked as (
  select u.started_at, u.id from usage_records u join given g on g.started_at = u.started_at and g.id = u.id
  where u.provisional order by u.started_at, u.id for update of u
), old as materialized (
  select u.* from usage_records u join locked l on l.started_at = u.started_at and l.id = u.id where u.provisional
), updated as (
  update usage_records u set provisional = false, charges = null, replica = $2, ${changing.map((name) => `${name} = g.${name}`).join(', ')}
  from given g join locked l on l.started_at = g.started_at and l.id = g.id
  where u.started_at = g.started_at and u.id = g.id and u.provisional
  returning ${recordColumns.map((name) => `u.${name}`).join(', ')}
), signed as (
  select 1 as sign, ${names} from updated
  union all select -1, ${recordColumns.map((name) => `old.${name}`).join(', ')} from old join updated using (started_at, id)
), rolled as (
  insert into usage_rollups (${allDimensions}, ${sums.join(', ')})
  select date_trunc('hour', started_at, 'UTC') as hour, local_day, ${rollupDimensions.join(', ')}, ${signedSums}
  from signed group by ${['1', 'local_day', ...rollupDimensions].join(', ')} order by ${allDimensions}
  on conflict (${allDimensions}) do update set ${sums.map((name) => `${name} = usage_rollups.${name} + excluded.${name}`).join(', ')}
), labelled as (${labelInsert('signed', 'sign')}
), charged as (
  insert into counter_totals (limit_id, count_key, period_start, total)
  select (c->>0)::uuid, c->>1, to_timestamp((c->>2)::double precision / 1000), sum(sign * (c->>3)::numeric)::bigint
  from (
    select 1 as sign, given.charges from given join updated using (started_at, id)
    union all select -1, old.charges from old join updated using (started_at, id) where old.charges is not null
  ) as booked cross join lateral jsonb_array_elements(booked.charges) as c
  group by 1, 2, 3 order by 1, 2, 3
  on conflict (limit_id, count_key, period_start) do update set total = counter_totals.total + excluded.total, updated_at = now()
), traced as (
  insert into call_traces (id, started_at, tenant_id, trace)
  select id, started_at, given.tenant_id, given.trace from given join updated using (id, started_at)
  where jsonb_typeof(given.trace) = 'object' order by started_at, id
  on conflict (started_at, id) do nothing
)
select count(*)::int as superseded from updated`

/** What was all taken back leaves an empty sum, which nobody needs to see. */
const sweep = `
with labels as (
  delete from usage_label_rollups where calls = 0 and refused = 0 and kind in ('endUser', 'tag') and local_day in (
    select distinct (r->>2)::date from jsonb_array_elements($1::jsonb) as l(r)
  )
)
delete from usage_rollups where calls = 0 and hour in (
  select distinct date_trunc('hour', to_timestamp((r->>1)::double precision / 1000), 'UTC') from jsonb_array_elements($1::jsonb) as l(r)
)`
