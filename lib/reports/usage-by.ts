/** Who or what used how much: one statement over the rollups, or over the calls for what the caller only asserted. */
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { UsageBy, UsageDimension } from '@/lib/contracts/report'
import { type Database, Prisma } from '@/lib/db/client'
import type { CsvColumn } from '@/lib/reports/csv'

export type UsageByFilter = {
  by: UsageDimension
  from: Date
  to: Date
  /** Null: all tenants. */
  tenantIds: string[] | null
  subscriptionId?: string | undefined
}

export const usageByColumns: CsvColumn<UsageBy['items'][number]>[] = [
  { title: 'key', value: (row) => row.key },
  { title: 'name', value: (row) => row.label },
  { title: 'calls', value: (row) => row.calls },
  { title: 'refused_calls', value: (row) => row.refused },
  { title: 'failed_calls', value: (row) => row.failed },
  { title: 'input_tokens', value: (row) => row.inputTokens },
  { title: 'output_tokens', value: (row) => row.outputTokens },
  { title: 'currency', value: (row) => row.currency },
  { title: 'cost', value: (row) => row.cost },
  { title: 'last', value: (row) => row.lastAt },
]

type Row = {
  key: string
  label: string | null
  currency: string | null
  calls: bigint
  refused: bigint
  failed: bigint
  input: bigint
  output: bigint
  cost_nano: bigint
  last_at: Date
}

const DAY_MS = 86_400_000
const MOST_ROWS = 500
/** Longer than any range that may be asked for, in a currency or two. */
const MOST_DAYS = 2_000

/** The most used first; a day list in order of time. */
export async function usageByDimension(db: Pick<Database, '$queryRaw'>, filter: UsageByFilter): Promise<UsageBy> {
  const rows = filter.by === 'endUser' ? await ofCalls(db, filter) : await ofRollups(db, filter)
  return {
    by: filter.by,
    items: rows.map((row) => ({
      key: filter.by === 'key' ? toPublicId('key', row.key) : row.key,
      label: row.label ?? row.key,
      calls: Number(row.calls),
      refused: Number(row.refused),
      failed: Number(row.failed),
      inputTokens: Number(row.input),
      outputTokens: Number(row.output),
      currency: row.currency,
      cost: formatNano(row.cost_nano),
      lastAt: row.last_at.toISOString(),
    })),
  }
}

const dimensions: Record<Exclude<UsageDimension, 'endUser'>, Prisma.Sql> = {
  model: Prisma.sql`coalesce(r.model, 'none')`,
  key: Prisma.sql`r.key_id::text`,
  day: Prisma.sql`r.local_day::text`,
  code: Prisma.sql`coalesce(r.code, 'none')`,
}

function ofRollups(db: Pick<Database, '$queryRaw'>, filter: UsageByFilter & { by: UsageDimension }): Promise<Row[]> {
  const { by, from, to, tenantIds, subscriptionId } = filter
  const key = dimensions[by as Exclude<UsageDimension, 'endUser'>]
  const label =
    by === 'key'
      ? Prisma.sql`(SELECT k.prefix || '…' || k.last4 || CASE WHEN k.is_playground THEN ' (playground)' ELSE '' END FROM keys k WHERE k.id = used.key::uuid
          UNION ALL SELECT 'tokens of ' || i.name FROM token_issuers i WHERE i.id = used.key::uuid
          UNION ALL SELECT 'measured by ' || u.source FROM azure_usage_imports u WHERE u.id = used.key::uuid)`
      : Prisma.sql`NULL`
  const [order, most] = by === 'day' ? [Prisma.sql`key`, MOST_DAYS] : [Prisma.sql`calls DESC, key`, MOST_ROWS]
  return db.$queryRaw<Row[]>`
    SELECT used.*, ${label} AS label
      FROM (
        SELECT ${key} AS key, r.currency::text AS currency, sum(r.calls)::bigint AS calls,
               coalesce(sum(r.calls) FILTER (WHERE r.outcome = 'refused'), 0)::bigint AS refused,
               coalesce(sum(r.calls) FILTER (WHERE r.outcome NOT IN ('answered', 'refused')), 0)::bigint AS failed,
               sum(r.input_tokens + r.cache_read_tokens + r.cache_write_tokens + r.cache_write_1h_tokens + r.audio_in_tokens)::bigint AS input,
               sum(r.output_tokens + r.reasoning_tokens + r.audio_out_tokens)::bigint AS output,
               sum(r.cost_nano)::bigint AS cost_nano, max(r.hour) AS last_at
          FROM usage_rollups r
         WHERE r.hour >= date_trunc('hour', ${from}::timestamptz) AND r.hour < ${to}::timestamptz
           AND r.local_day BETWEEN ${dayOf(from.getTime() - DAY_MS)}::date AND ${dayOf(to.getTime() + DAY_MS)}::date
           ${by === 'code' ? Prisma.sql`AND r.outcome <> 'answered'` : Prisma.empty}
           ${within(tenantIds, subscriptionId)}
         GROUP BY 1, 2
         ORDER BY ${order}
         LIMIT ${most}
      ) used
     ORDER BY ${order}`
}

/** End users are on the calls alone: there may be any number of them. */
function ofCalls(db: Pick<Database, '$queryRaw'>, { from, to, tenantIds, subscriptionId }: UsageByFilter): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    SELECT r.end_user AS key, NULL AS label, r.currency::text AS currency, sum(r.calls)::bigint AS calls,
           coalesce(sum(r.calls) FILTER (WHERE r.outcome = 'refused'), 0)::bigint AS refused,
           coalesce(sum(r.calls) FILTER (WHERE r.outcome NOT IN ('answered', 'refused')), 0)::bigint AS failed,
           sum(r.input_tokens + r.cache_read_tokens + r.cache_write_tokens + r.cache_write_1h_tokens + r.audio_in_tokens)::bigint AS input,
           sum(r.output_tokens + r.reasoning_tokens + r.audio_out_tokens)::bigint AS output,
           coalesce(sum(r.cost_nano), 0)::bigint AS cost_nano, max(r.started_at) AS last_at
      FROM usage_records r
     WHERE r.end_user IS NOT NULL AND r.started_at >= ${from}::timestamptz AND r.started_at < ${to}::timestamptz
       ${within(tenantIds, subscriptionId)}
     GROUP BY 1, 3
     ORDER BY 4 DESC, 1
     LIMIT ${MOST_ROWS}`
}

function within(tenantIds: string[] | null, subscriptionId: string | undefined): Prisma.Sql {
  const tenants = tenantIds === null ? Prisma.empty : Prisma.sql`AND r.tenant_id = ANY(${tenantIds}::uuid[])`
  return subscriptionId ? Prisma.sql`${tenants} AND r.subscription_id = ${subscriptionId}::uuid` : tenants
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
