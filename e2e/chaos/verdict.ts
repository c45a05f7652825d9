/** What the books say of the calls that were seen: each sentence that comes back is something lost, doubled or wrong. */
import type { SqlPool } from '@/lib/db/sql-pool'
import { verifyLedger } from '@/lib/reports/verify-ledger'
import type { SeenCall } from './load'

export type Verdict = { faults: string[]; answered: number; interrupted: number; records: number }

const HOUR_MS = 3_600_000

type Row = {
  name: string
  outcome: string
  provisional: boolean
  tokens: bigint
  output: bigint
  count: bigint
  cost: bigint | null
}

export async function judge(pool: SqlPool, tenant: string, seen: readonly SeenCall[]): Promise<Verdict> {
  const tenantId = uuidOf(tenant)
  const { rows } = await pool.query<Row>(
    `select client_request_id as name, outcome::text, provisional, cost_nano as cost, count(*) over (partition by client_request_id) as count,
      (output_tokens + reasoning_tokens) as output,
      (input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + output_tokens + reasoning_tokens + audio_in_tokens + audio_out_tokens) as tokens
     from usage_records where tenant_id = $1`,
    [tenantId],
  )
  const records = new Map(rows.map((row) => [row.name, row]))
  const faults: string[] = []
  for (const { name, count } of records.values()) if (count !== 1n) faults.push(`${name} has ${count} records`)
  for (const call of seen) {
    const record = records.get(call.id)
    if (call.isWhole && record?.outcome !== 'answered')
      faults.push(`${call.id} was answered, and is ${record?.outcome ?? 'nowhere'}`)
    if (call.isWhole && record && Number(record.output) !== call.tokens)
      faults.push(`${call.id} had ${call.tokens} tokens, and is booked with ${record.output}`)
    if (record?.outcome === 'interrupted' && !record.provisional) faults.push(`${call.id} is interrupted, and final`)
  }
  faults.push(...(await compareSums(pool, tenantId, rows)))
  // Whole hours: a rollup cannot be cut in two.
  const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  const { differences } = await verifyLedger(pool, new Date(hour - 24 * HOUR_MS), new Date(hour + HOUR_MS))
  for (const difference of differences) faults.push(`rollups differ: ${JSON.stringify(difference, replaceBigint)}`)
  return {
    faults,
    records: rows.length,
    answered: rows.filter(({ outcome }) => outcome === 'answered').length,
    interrupted: rows.filter(({ outcome }) => outcome === 'interrupted').length,
  }
}

/** Counter totals against the records they were charged for. */
async function compareSums(pool: SqlPool, tenantId: string, rows: readonly Row[]): Promise<string[]> {
  const totals = await pool.query<{ measure: string; total: bigint }>(
    `select l.measure::text, sum(t.total)::bigint as total from counter_totals t join limits l on l.id = t.limit_id
     where l.name in ('chaos tokens', 'chaos money') and $1::uuid is not null group by 1`,
    [tenantId],
  )
  const expected: Record<string, bigint> = {
    tokens: rows.reduce((sum, { tokens }) => sum + BigInt(tokens), 0n),
    cost: rows.reduce((sum, { cost }) => sum + (cost ?? 0n), 0n),
  }
  return totals.rows
    .filter(({ measure, total }) => total !== expected[measure])
    .map(({ measure, total }) => `the counter of ${measure} says ${total}, the records ${expected[measure]}`)
}

/** The simulator's bill: what it served can only be more than what was answered (a kill cuts it), never less. */
export async function billOf(simulatorUrl: string): Promise<{ calls: number; completionTokens: number }> {
  type TallyRow = { served: number; cut: number; completionTokens: number }
  const { rows } = (await (await fetch(`${simulatorUrl}/_sim/tally`)).json()) as { rows: TallyRow[] }
  return rows.reduce(
    (sum, row) => ({ calls: sum.calls + row.served + row.cut, completionTokens: sum.completionTokens + row.completionTokens }),
    { calls: 0, completionTokens: 0 },
  )
}

export function uuidOf(publicId: string): string {
  const hex = publicId.slice(publicId.indexOf('_') + 1)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function replaceBigint(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
