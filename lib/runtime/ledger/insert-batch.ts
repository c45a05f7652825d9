/**
 * Moves closed calls to Postgres, one statement per batch: records already there are skipped, and only the newly inserted
 * ones are added to rollups and counter totals, so the same batch may come again. Everything is sorted by key, so that two
 * replicas cannot deadlock.
 */
import type { SqlPool } from '@/lib/db/sql-pool'
import type { CloseEntry } from '@/lib/gateway/usage-entry'

/** Inserts a batch and returns how many records were new. Creates a missing month partition by itself. */
export async function insertBatch(
  pool: SqlPool,
  entries: readonly CloseEntry[],
  replica: string,
  provisional = false,
): Promise<number> {
  if (entries.length === 0) return 0
  const rows = JSON.stringify(
    entries.map((entry) => rowOf(entry, replica, provisional)),
    (_name, value: unknown) => (typeof value === 'string' ? storable(value) : value),
  )
  try {
    return await run(pool, rows)
  } catch (error) {
    if (!isMissingPartition(error)) throw error
    for (const month of new Set(entries.map((entry) => new Date(entry.identity.startedAtMs).toISOString().slice(0, 7)))) {
      await pool.query('select ensure_usage_partitions($1::timestamptz, 1)', [`${month}-01T00:00:00Z`])
    }
    return await run(pool, rows)
  }
}

async function run(pool: SqlPool, rows: string): Promise<number> {
  const result = await pool.query<{ inserted: number }>({ name: 'insert-usage', text: statement, values: [rows] })
  return result.rows[0]?.inserted ?? 0
}

function isMissingPartition(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '23514' && error.message.includes('no partition')
}

/** Field names are the columns of the ledger. */
function rowOf(entry: CloseEntry, replica: string, provisional: boolean): object {
  const { identity, tokens } = entry
  return {
    id: identity.id,
    started_at: new Date(identity.startedAtMs).toISOString(),
    local_day: identity.localDay,
    duration_ms: Math.max(0, Math.round(entry.durationMs)),
    first_byte_ms: entry.firstByteMs === null ? null : Math.max(0, Math.round(entry.firstByteMs)),
    tenant_id: identity.tenantId,
    product_id: identity.productId,
    subscription_id: identity.subscriptionId,
    key_id: identity.keyId,
    user_id: identity.userId,
    end_user: identity.endUser,
    model: identity.model,
    backend_id: entry.backendId,
    deployment: entry.deployment,
    dialect: identity.dialect,
    operation: identity.operation,
    streamed: identity.streamed,
    status: entry.status,
    outcome: entry.outcome,
    code: entry.code,
    measured: entry.measured,
    input_tokens: tokens.input,
    cache_read_tokens: tokens.cacheRead,
    cache_write_tokens: tokens.cacheWrite,
    output_tokens: tokens.output,
    reasoning_tokens: tokens.reasoning,
    audio_in_tokens: tokens.audioIn,
    audio_out_tokens: tokens.audioOut,
    images: tokens.images,
    hold_tokens: entry.holdTokens,
    output_cap: entry.outputCap,
    limit_id: entry.limitId,
    attempts: entry.attempts,
    price_id: entry.priceId,
    currency: entry.currency,
    cost_nano: entry.costNano === null ? null : entry.costNano.toString(),
    bytes_in: identity.bytesIn,
    bytes_out: entry.bytesOut,
    calls: entry.calls,
    provisional,
    client_request_id: identity.clientRequestId,
    replica,
    charges: entry.charges,
    trace: entry.trace,
  }
}

/** Postgres holds neither U+0000 nor half a surrogate pair; a caller's text can. */
function storable(text: string): string {
  const clean = text.includes('\u0000') ? text.replaceAll('\u0000', '\ufffd') : text
  return clean.replace(/\p{Surrogate}/gu, '\ufffd')
}

const columns: readonly [name: string, type: string][] = [
  ['id', 'uuid'],
  ['started_at', 'timestamptz'],
  ['local_day', 'date'],
  ['duration_ms', 'int'],
  ['first_byte_ms', 'int'],
  ['tenant_id', 'uuid'],
  ['product_id', 'uuid'],
  ['subscription_id', 'uuid'],
  ['key_id', 'uuid'],
  ['user_id', 'uuid'],
  ['end_user', 'text'],
  ['model', 'text'],
  ['backend_id', 'uuid'],
  ['deployment', 'text'],
  ['dialect', 'text'],
  ['operation', 'text'],
  ['streamed', 'boolean'],
  ['status', 'smallint'],
  ['outcome', 'usage_outcome'],
  ['code', 'text'],
  ['measured', 'usage_measured'],
  ['input_tokens', 'bigint'],
  ['cache_read_tokens', 'bigint'],
  ['cache_write_tokens', 'bigint'],
  ['output_tokens', 'bigint'],
  ['reasoning_tokens', 'bigint'],
  ['audio_in_tokens', 'bigint'],
  ['audio_out_tokens', 'bigint'],
  ['images', 'bigint'],
  ['hold_tokens', 'bigint'],
  ['output_cap', 'int'],
  ['limit_id', 'uuid'],
  ['attempts', 'smallint'],
  ['price_id', 'uuid'],
  ['currency', 'char(3)'],
  ['cost_nano', 'bigint'],
  ['bytes_in', 'bigint'],
  ['bytes_out', 'bigint'],
  ['calls', 'int'],
  ['provisional', 'boolean'],
  ['client_request_id', 'text'],
  ['replica', 'text'],
]

const dimensions = [
  'tenant_id',
  'product_id',
  'subscription_id',
  'key_id',
  'user_id',
  'model',
  'backend_id',
  'outcome',
  'code',
  'currency',
]
const sums = [
  'input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'audio_in_tokens',
  'audio_out_tokens',
  'images',
  'duration_ms',
  'bytes_in',
  'bytes_out',
]
const names = columns.map(([name]) => name).join(', ')
const allDimensions = ['hour', 'local_day', ...dimensions].join(', ')

const statement = `
with given as materialized (
  select * from jsonb_to_recordset($1::jsonb) as r(${columns.map(([name, type]) => `${name} ${type}`).join(', ')}, charges jsonb, trace jsonb)
), inserted as (
  insert into usage_records (${names})
  select ${names} from given order by started_at, id
  on conflict (started_at, id) do nothing
  returning ${names}
), summed as (
  select date_trunc('hour', started_at, 'UTC') as hour, local_day, ${dimensions.join(', ')},
    sum(calls) as calls, coalesce(sum(calls) filter (where cost_nano is null), 0) as unpriced,
    ${sums.map((name) => `sum(${name}) as ${name}`).join(', ')}, coalesce(sum(cost_nano), 0) as cost_nano
  from inserted group by ${['1', 'local_day', ...dimensions].join(', ')} order by ${allDimensions}
), rolled as (
  insert into usage_rollups (${allDimensions}, calls, unpriced, ${sums.join(', ')}, cost_nano)
  select ${allDimensions}, calls, unpriced, ${sums.join(', ')}, cost_nano from summed
  on conflict (${allDimensions}) do update set
    ${['calls', 'unpriced', ...sums, 'cost_nano'].map((name) => `${name} = usage_rollups.${name} + excluded.${name}`).join(', ')}
), charged as (
  insert into counter_totals (limit_id, count_key, period_start, total)
  select (c->>'limitId')::uuid, c->>'countKey', to_timestamp((c->>'periodStartMs')::double precision / 1000), sum((c->>'amount')::numeric)::bigint
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
