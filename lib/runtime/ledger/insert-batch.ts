/**
 * Moves closed calls to Postgres, one statement per batch: records already there are skipped, and only the newly inserted
 * ones are added to rollups and counter totals, so the same batch may come again. Everything is sorted by key, so that two
 * replicas cannot deadlock. The lines go as they are: Postgres takes them apart.
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
import { supersede } from '@/lib/runtime/ledger/supersede'

/**
 * Inserts the JSON of close lines and returns how many records were new. A true close takes the place of its provisional
 * record. Creates a missing month partition by itself.
 */
export async function insertBatch(
  pool: SqlPool,
  lines: readonly Buffer[],
  replica: string,
  isProvisional = false,
): Promise<number> {
  if (lines.length === 0) return 0
  const list = jsonbOf(lines)
  const run = async () => {
    const values = [list, replica, isProvisional]
    const result = await pool.query<{ inserted: number }>({ name: 'insert-usage', text: statement, values })
    return result.rows[0]?.inserted ?? 0
  }
  const inserted = await run().catch(async (error: unknown) => {
    if (!isMissingPartition(error)) throw error
    await createPartitions(pool, lines)
    return await run()
  })
  if (inserted < lines.length && !isProvisional) await supersede(pool, list, replica)
  return inserted
}

/** The binary form of a jsonb array: a version byte, then text. */
function jsonbOf(lines: readonly Buffer[]): Buffer {
  const bytes = Buffer.allocUnsafe(lines.reduce((sum, line) => sum + line.length + 1, 2))
  bytes[0] = 1
  let at = 1
  for (const line of lines) {
    bytes[at] = at === 1 ? OPENING : COMMA
    at += 1 + line.copy(bytes, at + 1)
  }
  bytes[at] = CLOSING
  return bytes
}

const OPENING = 0x5b
const COMMA = 0x2c
const CLOSING = 0x5d

function isMissingPartition(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23514' && error.message.includes('no partition')
}

async function createPartitions(pool: SqlPool, lines: readonly Buffer[]): Promise<void> {
  const months = new Set(
    lines.map((line) => {
      const [, startedAtMs] = JSON.parse(line.toString()) as [string, number]
      return new Date(startedAtMs).toISOString().slice(0, 7)
    }),
  )
  for (const month of [...months].sort()) {
    await pool.query('select ensure_usage_partitions($1::timestamptz, 1)', [`${month}-01T00:00:00Z`])
  }
}

const names = recordColumns.join(', ')
const allDimensions = ['hour', 'local_day', ...rollupDimensions].join(', ')

const statement = `
with given as materialized (
  select distinct on (started_at, id) * from (
    select ${columnReads.join(', ')}, r->${CHARGES_AT} as charges, r->${TRACE_AT} as trace from jsonb_array_elements($1::jsonb) as l(r)
  ) as lines order by started_at, id
), inserted as (
  insert into usage_records (${names}, replica, provisional, charges)
  select ${names}, $2, $3, case when $3 then charges end from given order by started_at, id
  on conflict (started_at, id) do nothing
  returning ${names}
), summed as (
  select date_trunc('hour', started_at, 'UTC') as hour, local_day, ${rollupDimensions.join(', ')},
    sum(calls) as calls, coalesce(sum(calls) filter (where cost_nano is null), 0) as unpriced,
    ${rollupSums.map((name) => `sum(${name}) as ${name}`).join(', ')}, coalesce(sum(cost_nano), 0) as cost_nano
  from inserted group by ${['1', 'local_day', ...rollupDimensions].join(', ')} order by ${allDimensions}
), rolled as (
  insert into usage_rollups (${allDimensions}, calls, unpriced, ${rollupSums.join(', ')}, cost_nano)
  select ${allDimensions}, calls, unpriced, ${rollupSums.join(', ')}, cost_nano from summed
  on conflict (${allDimensions}) do update set
    ${['calls', 'unpriced', ...rollupSums, 'cost_nano'].map((name) => `${name} = usage_rollups.${name} + excluded.${name}`).join(', ')}
), labelled as (${labelInsert('inserted', '1')}
), charged as (
  insert into counter_totals (limit_id, count_key, period_start, total)
  select (c->>0)::uuid, c->>1, to_timestamp((c->>2)::double precision / 1000), sum((c->>3)::numeric)::bigint
  from given join inserted using (id, started_at) cross join lateral jsonb_array_elements(given.charges) as c
  group by 1, 2, 3 order by 1, 2, 3
  on conflict (limit_id, count_key, period_start) do update set total = counter_totals.total + excluded.total, updated_at = now()
), traced as (
  insert into call_traces (id, started_at, tenant_id, trace)
  select id, started_at, given.tenant_id, given.trace from given join inserted using (id, started_at)
  where jsonb_typeof(given.trace) = 'object' order by started_at, id
  on conflict (started_at, id) do nothing
), seen as (
  select key_id, max(started_at) as at from inserted group by key_id
), used as (
  update keys set last_used_at = seen.at from seen
  where keys.id = seen.key_id and (keys.last_used_at is null or keys.last_used_at < seen.at - interval '1 minute')
)
select count(*)::int as inserted from inserted`
