/**
 * One figure of calls over a window that ends now, for the rules that watch it. Short windows are read from the records, to the
 * second; long ones from the hourly rollups, so that a month costs no more than its hours.
 */
import { type Database, Prisma } from '@/lib/db/client'

export type CallFigure = 'errorRate' | 'refusalRate' | 'latencyP95' | 'spend' | 'calls' | 'tokens' | 'unpriced'

export type CallFigureQuery = {
  figure: CallFigure
  from: Date
  to: Date
  minCalls: number
  currency: string | null
  tenantId: string | null
  productId: string | null
  backendId: string | null
  model: string | null
}

/** `part` of `calls` is what a rate counts. */
export type CallFigureValue = { value: number; part: number; calls: number }

type Row = {
  calls: bigint
  failed: bigint
  refused: bigint
  unpriced: bigint
  tokens: bigint
  cost_nano: bigint
  p95: number | null
}

const RECORDS_UP_TO_MS = 6 * 3_600_000
const DAY_MS = 86_400_000

/** Null where there are too few calls to say anything. */
export async function callFigure(db: Pick<Database, '$queryRaw'>, query: CallFigureQuery): Promise<CallFigureValue | null> {
  const isShort = query.to.getTime() - query.from.getTime() <= RECORDS_UP_TO_MS
  const rows = isShort ? await fromRecords(db, query) : await fromRollups(db, query)
  const row = rows[0]
  if (!row) return null
  const calls = Number(row.calls)
  if (calls < query.minCalls && needsMany.has(query.figure)) return null
  switch (query.figure) {
    case 'errorRate':
      return rate(Number(row.failed), calls)
    case 'refusalRate':
      return rate(Number(row.refused), calls)
    case 'latencyP95':
      return row.p95 === null ? null : { value: Math.round(row.p95), part: calls, calls }
    case 'spend':
      return { value: Number(row.cost_nano) / 1e9, part: calls, calls }
    case 'calls':
      return { value: calls, part: calls, calls }
    case 'tokens':
      return { value: Number(row.tokens), part: calls, calls }
    case 'unpriced':
      return { value: Number(row.unpriced), part: Number(row.unpriced), calls }
  }
}

/** Of few calls these say nothing; a sum says what it says. */
const needsMany: ReadonlySet<CallFigure> = new Set(['errorRate', 'refusalRate', 'latencyP95'])

function rate(part: number, calls: number): CallFigureValue | null {
  return calls === 0 ? null : { value: (part / calls) * 100, part, calls }
}

function fromRecords(db: Pick<Database, '$queryRaw'>, query: CallFigureQuery): Promise<Row[]> {
  const { from, to, currency } = query
  return db.$queryRaw<Row[]>`
    SELECT coalesce(sum(calls), 0)::bigint AS calls,
           coalesce(sum(calls) FILTER (WHERE outcome IN ('failed', 'interrupted')), 0)::bigint AS failed,
           coalesce(sum(calls) FILTER (WHERE outcome = 'refused'), 0)::bigint AS refused,
           coalesce(sum(calls) FILTER (WHERE cost_nano IS NULL AND outcome <> 'refused'), 0)::bigint AS unpriced,
           coalesce(sum(input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + audio_in_tokens
             + output_tokens + reasoning_tokens + audio_out_tokens), 0)::bigint AS tokens,
           coalesce(sum(cost_nano) FILTER (WHERE currency = ${currency}), 0)::bigint AS cost_nano,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms) FILTER (WHERE outcome = 'answered') AS p95
      FROM usage_records
     WHERE started_at >= ${from}::timestamptz AND started_at < ${to}::timestamptz ${within(query)}`
}

/** Of long windows there is no percentile: rules on latency have short ones. */
function fromRollups(db: Pick<Database, '$queryRaw'>, query: CallFigureQuery): Promise<Row[]> {
  const { from, to, currency } = query
  return db.$queryRaw<Row[]>`
    SELECT coalesce(sum(calls), 0)::bigint AS calls,
           coalesce(sum(calls) FILTER (WHERE outcome IN ('failed', 'interrupted')), 0)::bigint AS failed,
           coalesce(sum(calls) FILTER (WHERE outcome = 'refused'), 0)::bigint AS refused,
           coalesce(sum(unpriced) FILTER (WHERE outcome <> 'refused'), 0)::bigint AS unpriced,
           coalesce(sum(input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + audio_in_tokens
             + output_tokens + reasoning_tokens + audio_out_tokens), 0)::bigint AS tokens,
           coalesce(sum(cost_nano) FILTER (WHERE currency = ${currency}), 0)::bigint AS cost_nano,
           NULL::float8 AS p95
      FROM usage_rollups
     WHERE hour >= date_trunc('hour', ${from}::timestamptz) AND hour < ${to}::timestamptz
       AND local_day BETWEEN ${dayOf(from.getTime() - DAY_MS)}::date AND ${dayOf(to.getTime() + DAY_MS)}::date ${within(query)}`
}

function within({ tenantId, productId, backendId, model }: CallFigureQuery): Prisma.Sql {
  const parts = [
    tenantId && Prisma.sql`AND tenant_id = ${tenantId}::uuid`,
    productId && Prisma.sql`AND product_id = ${productId}::uuid`,
    backendId && Prisma.sql`AND backend_id = ${backendId}::uuid`,
    model && Prisma.sql`AND model = ${model}`,
  ].filter((part) => typeof part === 'object' && part !== null)
  return parts.length > 0 ? Prisma.join(parts, ' ') : Prisma.empty
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
