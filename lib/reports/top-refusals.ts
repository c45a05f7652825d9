/** Why calls were refused or failed, most frequent first: one statement over the rollups. */
import type { Refusals } from '@/lib/contracts/report'
import { type Database, Prisma } from '@/lib/db/client'

type Row = { code: string; outcome: string; calls: bigint; last_hour: Date }

const DAY_MS = 86_400_000

export async function topRefusals(
  db: Pick<Database, '$queryRaw'>,
  { from, to, tenantIds }: { from: Date; to: Date; tenantIds: string[] | null },
): Promise<Refusals> {
  const within = tenantIds === null ? Prisma.empty : Prisma.sql`AND tenant_id = ANY(${tenantIds}::uuid[])`
  const firstDay = new Date(from.getTime() - DAY_MS).toISOString().slice(0, 10)
  const lastDay = new Date(to.getTime() + DAY_MS).toISOString().slice(0, 10)
  const rows = await db.$queryRaw<Row[]>`
    SELECT coalesce(code, 'none') AS code, outcome::text AS outcome, sum(calls)::bigint AS calls, max(hour) AS last_hour
      FROM usage_rollups
     WHERE outcome <> 'answered'
       AND hour >= date_trunc('hour', ${from}::timestamptz) AND hour < ${to}::timestamptz
       AND local_day BETWEEN ${firstDay}::date AND ${lastDay}::date ${within}
     GROUP BY 1, 2
     ORDER BY 3 DESC, 1
     LIMIT 50`
  return {
    items: rows.map(({ code, outcome, calls, last_hour }) => ({
      code,
      outcome,
      calls: Number(calls),
      lastHour: last_hour.toISOString(),
    })),
  }
}
