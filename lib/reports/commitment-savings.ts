/** What provisioned throughput saved: its calls at the prices by token that would have held, beside what was allocated of its cost. */
import type { DayRange } from '@/lib/base/day-range'
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Savings } from '@/lib/contracts/anomaly'
import { type Database, Prisma } from '@/lib/db/client'

type Row = { id: string; name: string; currency: string; calls: bigint; by_token: bigint; cost: bigint; unpriced: bigint }

/** Tokens of each class and the columns their price stands in, the class itself first. */
const classes = [
  ['input_tokens', 'p.input_nano'],
  ['cache_read_tokens', 'coalesce(p.cache_read_nano, p.input_nano)'],
  ['cache_write_tokens', 'coalesce(p.cache_write_nano, p.input_nano)'],
  ['cache_write_1h_tokens', 'coalesce(p.cache_write_1h_nano, p.cache_write_nano, p.input_nano)'],
  ['output_tokens', 'p.output_nano'],
  ['reasoning_tokens', 'coalesce(p.reasoning_nano, p.output_nano)'],
  ['audio_in_tokens', 'coalesce(p.audio_in_nano, p.input_nano)'],
  ['audio_out_tokens', 'coalesce(p.audio_out_nano, p.output_nano)'],
] as const

const byToken = Prisma.raw(classes.map(([tokens, price]) => `u.${tokens}::numeric * ${price}`).join(' + '))
const tokenSums = Prisma.raw(classes.map(([tokens]) => `sum(r.${tokens}) AS ${tokens}`).join(', '))

/** List prices of each day, the backend’s own before any; batch, tiers and contracts are left out. */
export async function commitmentSavings(
  db: Pick<Database, '$queryRaw'>,
  range: DayRange,
  tenantIds: string[] | null,
): Promise<Savings['commitments']> {
  const within = (of: string) =>
    tenantIds === null ? Prisma.empty : Prisma.sql`AND ${Prisma.raw(of)}.tenant_id = ANY(${tenantIds}::uuid[])`
  const rows = await db.$queryRaw<Row[]>`
    WITH used AS (
      SELECT c.id, r.local_day, r.model, r.backend_id, sum(r.calls) AS calls, ${tokenSums}
        FROM commitments c
        JOIN usage_rollups r ON r.backend_id = c.backend_id AND (c.model IS NULL OR r.model = c.model)
         AND r.hour >= c.from_time AND r.hour < c.until_time
       WHERE r.local_day >= ${range.first}::date AND r.local_day <= ${range.last}::date AND r.outcome <> 'refused' ${within('r')}
       GROUP BY 1, 2, 3, 4
    ), tokens AS (
      SELECT u.id, sum(u.calls)::bigint AS calls, coalesce(sum(u.calls) FILTER (WHERE p.input_nano IS NULL), 0)::bigint AS unpriced,
             coalesce(round(sum((${byToken}) / 1000000)), 0)::bigint AS by_token
        FROM used u
        JOIN commitments c ON c.id = u.id
        LEFT JOIN LATERAL (
          SELECT p.* FROM prices p
           WHERE p.model = u.model AND p.currency = c.currency AND p.effective_from < u.local_day + 1
             AND (p.backend_id IS NULL OR p.backend_id = u.backend_id)
           ORDER BY p.backend_id NULLS LAST, p.effective_from DESC LIMIT 1
        ) p ON true
       GROUP BY 1
    ), paid AS (
      SELECT s.commitment_id AS id, sum(s.cost_nano)::bigint AS cost FROM commitment_shares s
       WHERE s.day >= ${range.first}::date AND s.day <= ${range.last}::date ${within('s')} GROUP BY 1
    )
    SELECT c.id::text, c.name, c.currency::text AS currency, coalesce(t.calls, 0)::bigint AS calls, coalesce(t.by_token, 0)::bigint AS by_token,
           coalesce(paid.cost, 0)::bigint AS cost, coalesce(t.unpriced, 0)::bigint AS unpriced
      FROM commitments c LEFT JOIN tokens t ON t.id = c.id LEFT JOIN paid ON paid.id = c.id
     WHERE t.id IS NOT NULL OR paid.id IS NOT NULL
     ORDER BY c.name`
  return rows.map((row) => ({
    id: toPublicId('commitment', row.id),
    name: row.name,
    currency: row.currency,
    calls: Number(row.calls),
    byToken: formatNano(row.by_token),
    cost: formatNano(row.cost),
    saved: formatNano(row.by_token - row.cost),
    unpricedCalls: Number(row.unpriced),
  }))
}
