/** Who and what was used most: the ten tenants and the ten models with the most calls, in one statement. */
import { toPublicId } from '@/lib/base/ids'
import type { Overview } from '@/lib/contracts/report'
import type { Database } from '@/lib/db/client'

type Row = { kind: 'model' | 'tenant'; id: string | null; label: string; calls: bigint; tokens: bigint }

const DAY_MS = 86_400_000

export async function topUsage(
  db: Pick<Database, '$queryRaw'>,
  from: Date,
  to: Date,
): Promise<Pick<Overview, 'topModels' | 'topTenants'>> {
  const firstDay = new Date(from.getTime() - DAY_MS).toISOString().slice(0, 10)
  const lastDay = new Date(to.getTime() + DAY_MS).toISOString().slice(0, 10)
  const rows = await db.$queryRaw<Row[]>`
    WITH used AS (
      SELECT tenant_id, model, sum(calls) AS calls,
             sum(input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + output_tokens + reasoning_tokens + audio_in_tokens + audio_out_tokens) AS tokens
        FROM usage_rollups
       WHERE hour >= date_trunc('hour', ${from}::timestamptz) AND hour < ${to}::timestamptz
         AND local_day BETWEEN ${firstDay}::date AND ${lastDay}::date
       GROUP BY tenant_id, model
    )
    (SELECT 'model' AS kind, NULL AS id, model AS label, sum(calls)::bigint AS calls, sum(tokens)::bigint AS tokens
       FROM used WHERE model IS NOT NULL GROUP BY model ORDER BY 4 DESC, 3 LIMIT 10)
    UNION ALL
    (SELECT 'tenant', t.id::text, t.name, sum(calls)::bigint, sum(tokens)::bigint
       FROM used JOIN tenants t ON t.id = used.tenant_id GROUP BY t.id, t.name ORDER BY 4 DESC, 3 LIMIT 10)`
  const figures = (row: Row) => ({ label: row.label, calls: Number(row.calls), totalTokens: Number(row.tokens) })
  return {
    topModels: rows.filter((row) => row.kind === 'model').map(figures),
    topTenants: rows.flatMap((row) => (row.id ? [{ id: toPublicId('tenant', row.id), ...figures(row) }] : [])),
  }
}
