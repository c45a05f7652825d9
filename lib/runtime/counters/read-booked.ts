/** What calls have used, as the ledger has booked them. */
import type { SqlPool } from '@/lib/db/sql-pool'
import type { Limit } from '@/lib/policy/limits/limit'
import { usedOf } from '@/lib/policy/limits/used-of'
import type { Booked } from '@/lib/runtime/counters/redis-orphans'

type Row = { id: string; input: bigint; output: bigint; cost: bigint | null; currency: string | null }

/** No call runs longer: its record lies in the last partitions. */
const LATELY = "interval '2 days'"

export async function readBooked(
  pool: SqlPool,
  callIds: readonly string[],
  limitOf: (limitId: string) => Limit | undefined,
): Promise<Map<string, Booked>> {
  const { rows } = await pool.query<Row>(
    `select id, input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + audio_in_tokens as input,
        output_tokens + reasoning_tokens + audio_out_tokens as output, cost_nano as cost, currency
       from usage_records where id = any($1::uuid[]) and started_at > now() - ${LATELY}`,
    [callIds],
  )
  return new Map(rows.map((row) => [row.id, (limitId: string) => usedUnder(row, limitOf(limitId))]))
}

function usedUnder({ input, output, cost, currency }: Row, limit: Limit | undefined): number | null {
  return limit ? usedOf(limit.measure, Number(input), Number(output), limit.currency === currency ? cost : null) : null
}
