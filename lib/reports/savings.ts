/** What caching saved, tenant by tenant: answers of our own cache, and prompts the providers had cached. One statement over the rollups. */
import type { DayRange } from '@/lib/base/day-range'
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Savings } from '@/lib/contracts/anomaly'
import { type Database, Prisma } from '@/lib/db/client'
import { commitmentSavings } from '@/lib/reports/commitment-savings'

type Row = {
  tenant_id: string
  name: string
  currency: string
  cost_nano: bigint
  answers_nano: bigint
  prompts_nano: bigint
  hits: bigint
}

/**
 * Answers: what those calls would have cost, as it was booked with them. Prompts: the difference between the price of a cached
 * and an uncached token in force that day.
 */
export async function savingsOf(db: Pick<Database, '$queryRaw'>, range: DayRange, tenantIds: string[] | null): Promise<Savings> {
  const within = tenantIds === null ? Prisma.empty : Prisma.sql`AND r.tenant_id = ANY(${tenantIds}::uuid[])`
  const rows = await db.$queryRaw<Row[]>`
    WITH days AS (
      SELECT r.tenant_id, r.local_day, r.model, r.backend_id, r.currency, sum(r.cost_nano) AS cost_nano, sum(r.saved_nano) AS saved_nano,
             sum(r.cache_read_tokens) AS cache_read, coalesce(sum(r.calls) FILTER (WHERE r.code IN ('cache_hit', 'semantic_cache_hit')), 0) AS hits
        FROM usage_rollups r
       WHERE r.local_day >= ${range.first}::date AND r.local_day <= ${range.last}::date AND r.currency IS NOT NULL ${within}
       GROUP BY 1, 2, 3, 4, 5
    )
    SELECT d.tenant_id::text, t.name, d.currency::text AS currency, sum(d.cost_nano)::bigint AS cost_nano, sum(d.saved_nano)::bigint AS answers_nano,
           coalesce(sum(round(d.cache_read * (p.input_nano - coalesce(p.cache_read_nano, p.input_nano))::numeric / 1000000)), 0)::bigint AS prompts_nano,
           sum(d.hits)::bigint AS hits
      FROM days d
      JOIN tenants t ON t.id = d.tenant_id
      LEFT JOIN LATERAL (
        SELECT p.input_nano, p.cache_read_nano FROM prices p
         WHERE d.cache_read > 0 AND p.model = d.model AND p.currency = d.currency AND p.effective_from < d.local_day + 1
           AND (p.backend_id IS NULL OR p.backend_id = d.backend_id)
         ORDER BY p.backend_id NULLS LAST, p.effective_from DESC LIMIT 1
      ) p ON true
     GROUP BY 1, 2, 3
     ORDER BY t.name`
  const saved = rows
    .filter((row) => savedOf(row) > 0n)
    .sort((a, b) => (savedOf(a) === savedOf(b) ? 0 : savedOf(a) > savedOf(b) ? -1 : 1))
  return {
    from: range.first,
    to: range.last,
    commitments: await commitmentSavings(db, range, tenantIds),
    totals: [...new Set(saved.map(({ currency }) => currency))].sort().map((currency) => {
      const own = saved.filter((row) => row.currency === currency)
      const sum = (pick: (row: Row) => bigint) => formatNano(own.reduce((total, row) => total + pick(row), 0n))
      return { currency, answers: sum((row) => row.answers_nano), prompts: sum((row) => row.prompts_nano), saved: sum(savedOf) }
    }),
    items: saved.map((row) => ({
      tenantId: toPublicId('tenant', row.tenant_id),
      tenantName: row.name,
      currency: row.currency,
      cost: formatNano(row.cost_nano),
      hits: Number(row.hits),
      answers: formatNano(row.answers_nano),
      prompts: formatNano(row.prompts_nano),
      saved: formatNano(savedOf(row)),
    })),
  }
}

function savedOf(row: Row): bigint {
  return row.answers_nano + row.prompts_nano
}
