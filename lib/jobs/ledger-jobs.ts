/** What the ledger needs done: partitions before their month begins, old months away, the books checked each night. */
import { formatNano } from '@/lib/base/money'
import type { SqlPool } from '@/lib/db/sql-pool'
import { everyMs, type Job, nightly } from '@/lib/jobs/job-runner'
import { verifyCounters } from '@/lib/reports/verify-counters'
import { verifyLabels } from '@/lib/reports/verify-labels'
import { verifyLedger } from '@/lib/reports/verify-ledger'

export type LedgerJobOptions = {
  pool: SqlPool
  /** What is kept, as it is set when the job runs. */
  readRetention(): Promise<{ keepRecordMonths: number; keepTraceMonths: number; expired: 'detach' | 'drop' }>
}

export type Expiry = {
  pool: SqlPool
  /** Months of records and of traces that are kept besides the running one; 0 keeps all. */
  keepRecordMonths: number
  keepTraceMonths: number
  /** Records are detached, to be archived, rather than dropped. */
  detachesRecords: boolean
}

const HOUR_MS = 3_600_000
const AHEAD_MONTHS = 3
const CHECKED_DAYS = 40

export function ledgerJobs(options: LedgerJobOptions): Job[] {
  const { pool } = options
  return [
    { name: 'partitions', next: everyMs(HOUR_MS), run: () => createPartitions(pool) },
    { name: 'retention', next: nightly(2, 15), run: () => retain(options, new Date()) },
    { name: 'verify', next: nightly(2, 30), run: () => verify(pool, new Date()) },
  ]
}

async function createPartitions(pool: SqlPool): Promise<string> {
  const { rows } = await pool.query<{ made: number }>(`select ensure_usage_partitions(now(), ${AHEAD_MONTHS}) as made`)
  return `made ${rows[0]?.made ?? 0} partitions`
}

async function retain({ pool, readRetention }: LedgerJobOptions, now: Date): Promise<string> {
  const { keepRecordMonths, keepTraceMonths, expired } = await readRetention()
  return expire({ pool, keepRecordMonths, keepTraceMonths, detachesRecords: expired === 'detach' }, now)
}

/** Whole months only: a partition goes as one, at no cost to those who read or write others. */
export async function expire(options: Expiry, now: Date): Promise<string> {
  const { pool, keepRecordMonths, keepTraceMonths, detachesRecords } = options
  const [records] = await Promise.allSettled([expireTable(pool, 'usage_records', keepRecordMonths, detachesRecords, now)])
  // Traces go whatever befell the records: they are what people were promised would be gone.
  const traces = await expireTable(pool, 'call_traces', keepTraceMonths, false, now)
  if (records.status === 'rejected') throw records.reason
  return `${detachesRecords ? 'detached' : 'dropped'} ${records.value} months of records, dropped ${traces} months of traces`
}

async function expireTable(pool: SqlPool, table: string, keepMonths: number, isKept: boolean, now: Date): Promise<number> {
  if (keepMonths === 0) return 0
  const oldest = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - keepMonths, 1)).toISOString().slice(0, 10)
  const { rows } = await pool.query<{ month: string }>(
    `select to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM') as month from pg_inherits
     where inhparent = $1::regclass and to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM') < $2::date order by 1`,
    [table, oldest],
  )
  let count = 0
  for (const { month } of rows) {
    const { rows: done } = await pool.query<{ was: boolean }>('select expire_usage_partition($1, $2::date, $3) as was', [
      table,
      month,
      isKept,
    ])
    if (done[0]?.was) count++
  }
  return count
}

/** Throws where the books disagree: the job then stands as failed, with what is off. */
export async function verify(pool: SqlPool, now: Date): Promise<string> {
  const toMs = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  const from = new Date(Math.max(toMs - CHECKED_DAYS * 24 * HOUR_MS, await oldestMonth(pool)))
  const { records, costNano, differences } = await verifyLedger(pool, from, new Date(toMs))
  const labels = await verifyLabels(pool, from, new Date(toMs))
  const counters = await verifyCounters(pool, now)
  const faults = [
    ...differences.map(({ hour, tenantId, model }) => `${hour} tenant ${tenantId} model ${model}: records and rollups differ`),
    ...labels.map(({ kind, day, tenantId, label }) => `${day} tenant ${tenantId} ${kind} ${label}: records and sums differ`),
    ...counters.differences.map(
      ({ limit, countKey, total, expected }) => `limit ${limit} of ${countKey}: ${total}, not ${expected}`,
    ),
  ]
  if (faults.length > 0) throw new Error(`the books disagree in ${faults.length} places: ${faults.slice(0, 5).join('; ')}`)
  return `${records} records, ${formatNano(costNano)} in all, ${counters.compared} counters: all agree`
}

/** What retention took away cannot be compared. */
async function oldestMonth(pool: SqlPool): Promise<number> {
  const { rows } = await pool.query<{ month: string | null }>(
    `select min(to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM')) as month from pg_inherits where inhparent = 'usage_records'::regclass`,
  )
  return Date.parse(`${rows[0]?.month ?? '1970-01-01'}T00:00:00Z`)
}
