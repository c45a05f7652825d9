/** How many calls of each model failed at the providers, hour by hour: one statement over the rollups. Shares only: no tenant can be told from them. */
import type { Database } from '@/lib/db/client'

export type HourHealth = { model: string; hour: Date; failedPercent: number }

const DAY_MS = 86_400_000

export async function modelHealth(db: Pick<Database, '$queryRaw'>, from: Date, to: Date): Promise<HourHealth[]> {
  const firstDay = new Date(from.getTime() - DAY_MS).toISOString().slice(0, 10)
  const lastDay = new Date(to.getTime() + DAY_MS).toISOString().slice(0, 10)
  const rows = await db.$queryRaw<{ model: string; hour: Date; failed: number }[]>`
    SELECT model, hour, (100.0 * coalesce(sum(calls) FILTER (WHERE outcome = 'failed'), 0) / sum(calls))::float8 AS failed
      FROM usage_rollups
     WHERE outcome IN ('answered', 'failed') AND model IS NOT NULL
       AND hour >= date_trunc('hour', ${from}::timestamptz) AND hour < ${to}::timestamptz
       AND local_day BETWEEN ${firstDay}::date AND ${lastDay}::date
     GROUP BY model, hour
     ORDER BY model, hour`
  return rows.map(({ model, hour, failed }) => ({ model, hour, failedPercent: Math.round(failed * 10) / 10 }))
}
