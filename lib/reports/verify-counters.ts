/**
 * Do the totals quotas go on from after a restart say what the records say? Compared are the running periods of limits that
 * have stood unchanged since their period began, or since they were made, and count by something a record has.
 */
import type { SqlPool } from '@/lib/db/sql-pool'
import { periodAt } from '@/lib/policy/limits/calendar'
import type { Period } from '@/lib/policy/limits/limit'

export type CounterDifference = { limit: string; countKey: string; total: bigint; expected: bigint }

export type CounterVerdict = { compared: number; differences: CounterDifference[] }

type Row = {
  limit_id: string
  name: string
  count_key: string
  period_start: Date
  created_at: Date
  total: bigint
  period: Period
  zone: string
  week_start: number
  measure: keyof typeof amounts
  count_by: keyof typeof columns
  tenant_id: string | null
  product_id: string | null
  subscription_id: string | null
  key_id: string | null
  user_id: string | null
  model: string | null
}

const input = 'input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + audio_in_tokens'
const output = 'output_tokens + reasoning_tokens + audio_out_tokens'
const amounts = {
  tokens: `${input} + ${output}`,
  inputTokens: input,
  outputTokens: output,
  cost: 'coalesce(cost_nano, 0)',
  requests: 'calls',
}
const columns = {
  platform: null,
  tenant: 'tenant_id',
  product: 'product_id',
  subscription: 'subscription_id',
  key: 'key_id',
  user: 'user_id',
  model: 'model',
}

const AT_MOST = 500
const IN_FORCE_MS = 10_000

export async function verifyCounters(pool: SqlPool, now: Date): Promise<CounterVerdict> {
  const { rows } = await pool.query<Row>(
    `select t.limit_id, l.name, t.count_key, t.period_start, l.created_at, t.total, l.period::text, coalesce(l.time_zone, z.time_zone, 'UTC') as zone,
      l.week_start, l.measure::text, l.count_by, l.tenant_id, l.product_id, l.subscription_id, l.key_id, l.user_id, l.model
     from counter_totals t join limits l on l.id = t.limit_id
     left join lateral (
       select time_zone from tenant_time_zones where tenant_id = l.tenant_id and effective_from <= t.period_start order by effective_from desc limit 1
     ) z on true
     where (l.updated_at <= t.period_start or l.updated_at < l.created_at + interval '1 second') and t.period_start <= $1 and t.period_start > $1 - interval '367 days'
       and l.count_by = any($2) and l.measure::text = any($3) and (l.tenant_id is not null or l.time_zone is not null)
     order by t.period_start desc, t.limit_id, t.count_key limit ${AT_MOST}`,
    [now, Object.keys(columns), Object.keys(amounts)],
  )
  const differences: CounterDifference[] = []
  for (const row of rows) {
    const expected = await sumOf(pool, row, row.created_at)
    // A limit made within the period counts from when the gateways have heard of it, a moment later.
    const isIn = expected === row.total || (await isInForceSince(pool, row, expected))
    if (!isIn) differences.push({ limit: row.name, countKey: row.count_key, total: row.total, expected })
  }
  return { compared: rows.length, differences }
}

async function isInForceSince(pool: SqlPool, row: Row, most: bigint): Promise<boolean> {
  if (row.created_at <= row.period_start || row.total > most) return false
  return row.total >= (await sumOf(pool, row, new Date(row.created_at.getTime() + IN_FORCE_MS)))
}

/** What the records of a counter's period from an instant on add up to; only calls that were let in are charged. */
async function sumOf(pool: SqlPool, row: Row, since: Date): Promise<bigint> {
  const span = periodAt(row.period, row.zone, row.week_start, row.period_start.getTime())
  const values: unknown[] = [new Date(Math.max(span.startMs, since.getTime())), new Date(span.endMs)]
  const conditions = ['started_at >= $1', 'started_at < $2', "outcome <> 'refused'", 'hold_tokens > 0']
  const equal = (column: string, value: string | null) => {
    if (value === null) return
    values.push(value)
    // A tenant's limit counts its children.
    conditions.push(column === 'tenant_id' ? `tenant_id in (${family(values.length)})` : `${column}::text = $${values.length}`)
  }
  for (const column of ['tenant_id', 'product_id', 'subscription_id', 'key_id', 'user_id', 'model'] as const)
    equal(column, row[column])
  const counted = columns[row.count_by]
  // A limit set on a tenant has one counter for it and its children: its scope has said that already.
  if (counted && !(counted === 'tenant_id' && row.tenant_id !== null)) {
    values.push(row.count_key)
    conditions.push(`coalesce(${counted}::text, '') = $${values.length}`)
  }
  const text = `select coalesce(sum(${amounts[row.measure]}), 0)::bigint as total from usage_records where ${conditions.join(' and ')}`
  const { rows } = await pool.query<{ total: bigint }>(text, values)
  return rows[0]?.total ?? 0n
}

function family(parameter: number): string {
  return `with recursive family as (
    select id from tenants where id::text = $${parameter} union all select t.id from tenants t join family f on t.parent_id = f.id
  ) select id from family`
}
