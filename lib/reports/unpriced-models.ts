/** Models whose calls nobody could price: one statement over the rollups. */
import type { UnpricedModels } from '@/lib/contracts/report'
import { type Database, Prisma } from '@/lib/db/client'

type Row = { model: string | null; calls: bigint; tokens: bigint; last_hour: Date }

const DAY_MS = 86_400_000

export async function unpricedModels(
  db: Pick<Database, '$queryRaw'>,
  { from, to, tenantIds }: { from: Date; to: Date; tenantIds: string[] | null },
): Promise<UnpricedModels> {
  const within = tenantIds === null ? Prisma.empty : Prisma.sql`AND tenant_id = ANY(${tenantIds}::uuid[])`
  const dayOf = (at: Date, days: number) => new Date(at.getTime() + days * DAY_MS).toISOString().slice(0, 10)
  const rows = await db.$queryRaw<Row[]>`
    SELECT model, sum(unpriced)::bigint AS calls, max(hour) AS last_hour,
           sum(input_tokens + cache_read_tokens + cache_write_tokens + cache_write_1h_tokens + output_tokens + reasoning_tokens)::bigint AS tokens
      FROM usage_rollups
     WHERE unpriced > 0 AND hour >= ${from} AND hour < ${to}
       AND local_day BETWEEN ${dayOf(from, -1)}::date AND ${dayOf(to, 1)}::date ${within}
     GROUP BY 1 ORDER BY 2 DESC LIMIT 100`
  return {
    items: rows.map(({ model, calls, tokens, last_hour }) => ({
      model: model ?? 'unknown',
      calls: Number(calls),
      tokens: Number(tokens),
      lastHour: last_hour.toISOString(),
    })),
  }
}
