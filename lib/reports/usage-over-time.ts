/** How much was called, hour by hour or day by day: one statement over the rollups. */
import { formatNano } from '@/lib/base/money'
import type { Usage, UsagePoint } from '@/lib/contracts/report'
import { type Database, Prisma } from '@/lib/db/client'

export type UsageFilter = {
  from: Date
  to: Date
  bucket: 'hour' | 'day'
  /** Null: all tenants. */
  tenantIds: string[] | null
  subscriptionId?: string | undefined
  keyId?: string | undefined
  productId?: string | undefined
  model?: string | undefined
}

type Row = {
  at: Date
  currency: string | null
  calls: bigint
  answered: bigint
  refused: bigint
  failed: bigint
  input: bigint
  output: bigint
  unpriced: bigint
  cost_nano: bigint
  duration_ms: bigint
}

const DAY_MS = 86_400_000

/** Points in order of time, each with its cost per currency, the sum of all, and the mean duration of answered calls. */
export async function usageOverTime(
  db: Pick<Database, '$queryRaw'>,
  filter: UsageFilter,
): Promise<Usage & { meanDurationMs: number | null }> {
  const { from, to, bucket } = filter
  const at = bucket === 'hour' ? Prisma.sql`r.hour` : Prisma.sql`r.local_day`
  const rows = await db.$queryRaw<Row[]>`
    SELECT ${at}::timestamptz AS at, r.currency::text AS currency,
           sum(r.calls)::bigint AS calls,
           coalesce(sum(r.calls) FILTER (WHERE r.outcome = 'answered'), 0)::bigint AS answered,
           coalesce(sum(r.calls) FILTER (WHERE r.outcome = 'refused'), 0)::bigint AS refused,
           coalesce(sum(r.calls) FILTER (WHERE r.outcome NOT IN ('answered', 'refused')), 0)::bigint AS failed,
           sum(r.input_tokens + r.cache_read_tokens + r.cache_write_tokens + r.cache_write_1h_tokens + r.audio_in_tokens)::bigint AS input,
           sum(r.output_tokens + r.reasoning_tokens + r.audio_out_tokens)::bigint AS output,
           coalesce(sum(r.unpriced) FILTER (WHERE r.outcome <> 'refused'), 0)::bigint AS unpriced,
           sum(r.cost_nano)::bigint AS cost_nano,
           coalesce(sum(r.duration_ms) FILTER (WHERE r.outcome = 'answered'), 0)::bigint AS duration_ms
      FROM usage_rollups r
     WHERE r.hour >= date_trunc('hour', ${from}::timestamptz) AND r.hour < ${to}::timestamptz
       AND r.local_day BETWEEN ${dayOf(from.getTime() - DAY_MS)}::date AND ${dayOf(to.getTime() + DAY_MS)}::date
       ${conditions(filter)}
     GROUP BY ${at}, r.currency
     ORDER BY 1`
  const answered = Number(sumOf(rows, (row) => row.answered))
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    bucket,
    points: pointsOf(rows),
    total: figuresOf(rows),
    meanDurationMs: answered === 0 ? null : Number(sumOf(rows, (row) => row.duration_ms)) / answered,
  }
}

function conditions(filter: UsageFilter): Prisma.Sql {
  const { tenantIds, subscriptionId, keyId, productId, model } = filter
  const parts = [
    tenantIds && Prisma.sql`AND r.tenant_id = ANY(${tenantIds}::uuid[])`,
    subscriptionId && Prisma.sql`AND r.subscription_id = ${subscriptionId}::uuid`,
    keyId && Prisma.sql`AND r.key_id = ${keyId}::uuid`,
    productId && Prisma.sql`AND r.product_id = ${productId}::uuid`,
    model && Prisma.sql`AND r.model = ${model}`,
  ].filter((part) => typeof part === 'object' && part !== null)
  return parts.length > 0 ? Prisma.join(parts, ' ') : Prisma.empty
}

/** The rows of one instant differ in currency only. */
function pointsOf(rows: Row[]): UsagePoint[] {
  const byTime = new Map<number, Row[]>()
  for (const row of rows) {
    const own = byTime.get(row.at.getTime())
    if (own) own.push(row)
    else byTime.set(row.at.getTime(), [row])
  }
  return [...byTime].map(([at, own]) => ({ at: new Date(at).toISOString(), ...figuresOf(own) }))
}

function figuresOf(rows: Row[]): Usage['total'] {
  const input = sumOf(rows, (row) => row.input)
  const output = sumOf(rows, (row) => row.output)
  return {
    calls: Number(sumOf(rows, (row) => row.calls)),
    answered: Number(sumOf(rows, (row) => row.answered)),
    refused: Number(sumOf(rows, (row) => row.refused)),
    failed: Number(sumOf(rows, (row) => row.failed)),
    inputTokens: Number(input),
    outputTokens: Number(output),
    totalTokens: Number(input + output),
    unpricedCalls: Number(sumOf(rows, (row) => row.unpriced)),
    costs: costsOf(rows),
  }
}

function costsOf(rows: Row[]): { currency: string; cost: string }[] {
  const sums = new Map<string, bigint>()
  for (const { currency, cost_nano } of rows) {
    if (currency !== null) sums.set(currency, (sums.get(currency) ?? 0n) + cost_nano)
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, nano]) => ({ currency, cost: formatNano(nano) }))
}

function sumOf(rows: Row[], pick: (row: Row) => bigint): bigint {
  return rows.reduce((total, row) => total + pick(row), 0n)
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
