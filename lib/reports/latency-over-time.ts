/**
 * How long calls took: the middle one and the slowest in a hundred, hour by hour or day by day. Percentiles need the records, so
 * of many calls a sample is read, by the page and the same one each time: a month of ten million costs what a month of ten
 * thousand does. Of a day's 300 calls the 99th percentile is one between the 98.4th and the 99.6th, of a month's 10,000 between
 * the 98.9th and the 99.1th (standard error of a quantile's rank, √(p(1−p)/n)).
 */
import type { Latency } from '@/lib/contracts/report'
import type { Database } from '@/lib/db/client'

type Db = Pick<Database, '$queryRaw'>
type Span = { from: Date; to: Date; bucket: 'hour' | 'day' }
type Row = { at: Date | null; p50: number; p99: number }
type Added = { p50: number | null; p99: number | null }

/** Of the months a span lies in; an hour's point needs more of them than a day's. */
const SAMPLE_ROWS = { hour: 50_000, day: 10_000 }
/** Traces are a sample already; of them the newest. */
const TRACES = 2_000

export async function latencyOverTime(db: Db, span: Span): Promise<Latency> {
  const share = await sampleShare(db, span)
  const [rows, added] = await Promise.all([readPercentiles(db, span, share), readAdded(db, span)])
  const whole = rows.find(({ at }) => at === null)
  return {
    p50Ms: whole ? Math.round(whole.p50) : null,
    p99Ms: whole ? Math.round(whole.p99) : null,
    addedP50Ms: added?.p50 ?? null,
    addedP99Ms: added?.p99 ?? null,
    points: rows.flatMap(({ at, p50, p99 }) =>
      at === null ? [] : [{ at: at.toISOString(), p50Ms: Math.round(p50), p99Ms: Math.round(p99) }],
    ),
  }
}

/** Per cent of the pages to read, by what PostgreSQL itself believes is in the partitions of these months. */
async function sampleShare(db: Db, { from, to, bucket }: Span): Promise<number> {
  const [row] = await db.$queryRaw<{ rows: number }[]>`
    SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::float8 AS rows
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'usage_records'::regclass
       AND c.relname BETWEEN ${partitionOf(from)} AND ${partitionOf(to)}`
  return Math.min(100, (100 * SAMPLE_ROWS[bucket]) / Math.max(1, row?.rows ?? 1))
}

function partitionOf(at: Date): string {
  return `usage_records_${at.toISOString().slice(0, 7).replace('-', '_')}`
}

function readPercentiles(db: Db, { from, to, bucket }: Span, share: number): Promise<Row[]> {
  return db.$queryRaw<Row[]>`
    SELECT date_trunc(${bucket}, started_at, 'UTC') AS at,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) AS p50,
           percentile_cont(0.99) WITHIN GROUP (ORDER BY duration_ms) AS p99
      FROM usage_records TABLESAMPLE SYSTEM (${share}::float8) REPEATABLE (1)
     WHERE started_at >= ${from}::timestamptz AND started_at < ${to}::timestamptz AND outcome = 'answered'
     GROUP BY GROUPING SETS ((1), ())
    HAVING count(*) > 0
     ORDER BY 1`
}

/** The whole less what its attempts took, of calls whose trace is kept. */
async function readAdded(db: Db, { from, to }: Span): Promise<Added | undefined> {
  const rows = await db.$queryRaw<Added[]>`
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY added) AS p50, percentile_cont(0.99) WITHIN GROUP (ORDER BY added) AS p99
      FROM (
        SELECT greatest(0, (trace->'steps'->-1->>'atMs')::float8 - (
                 SELECT sum((a->>'durationMs')::float8) FROM jsonb_array_elements(trace->'attempts') AS a)) AS added
          FROM (SELECT trace FROM call_traces
                 WHERE started_at >= ${from}::timestamptz AND started_at < ${to}::timestamptz
                 ORDER BY started_at DESC LIMIT ${TRACES}) AS newest
         WHERE jsonb_array_length(coalesce(trace->'attempts', '[]')) > 0) AS calls`
  return rows[0]
}
