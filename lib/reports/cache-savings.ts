/** What the cache has answered and saved, by product and model: one statement over the rollups. */
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { CacheReport } from '@/lib/contracts/cache'
import { type Database, Prisma } from '@/lib/db/client'

type Row = {
  product_id: string
  product_name: string | null
  model: string | null
  currency: string | null
  answered: bigint
  hits: bigint
  saved: bigint
}

const DAY_MS = 86_400_000

/** Products whose calls were answered from the cache, or that keep answers now. */
export async function cacheSavings(
  db: Pick<Database, '$queryRaw'>,
  { from, to, productIds }: { from: Date; to: Date; productIds: readonly string[] },
): Promise<Omit<CacheReport, 'products'>> {
  const dayOf = (at: Date, days: number) => new Date(at.getTime() + days * DAY_MS).toISOString().slice(0, 10)
  const keeping = productIds.length === 0 ? Prisma.sql`false` : Prisma.sql`product_id = ANY(${productIds}::uuid[])`
  const rows = await db.$queryRaw<Row[]>`
    WITH summed AS (
      SELECT product_id, model, currency::text AS currency, sum(calls)::bigint AS answered,
             coalesce(sum(calls) FILTER (WHERE code IN ('cache_hit', 'semantic_cache_hit')), 0)::bigint AS hits,
             sum(saved_nano)::bigint AS saved
        FROM usage_rollups
       WHERE outcome = 'answered' AND code IS DISTINCT FROM 'cache_embedding' AND hour >= date_trunc('hour', ${from}::timestamptz) AND hour < ${to}::timestamptz
         AND local_day BETWEEN ${dayOf(from, -1)}::date AND ${dayOf(to, 1)}::date
       GROUP BY 1, 2, 3
    )
    SELECT s.product_id, p.name AS product_name, s.model, s.currency, s.answered, s.hits, s.saved
      FROM summed s LEFT JOIN products p ON p.id = s.product_id
     WHERE ${keeping} OR s.product_id IN (SELECT product_id FROM summed WHERE hits > 0)
     ORDER BY p.name, s.model, s.currency`
  const lines = linesOf(rows)
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    answered: lines.reduce((sum, line) => sum + line.answered, 0),
    hits: lines.reduce((sum, line) => sum + line.hits, 0),
    saved: amountsOf(rows),
    lines,
  }
}

/** The rows of one product and model differ in currency only. */
function linesOf(rows: Row[]): CacheReport['lines'] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const name = `${row.product_id} ${row.model ?? ''}`
    const group = groups.get(name)
    if (group) group.push(row)
    else groups.set(name, [row])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    return {
      productId: toPublicId('product', first.product_id),
      productName: first.product_name ?? 'deleted',
      model: first.model ?? 'unknown',
      answered: group.reduce((sum, { answered }) => sum + Number(answered), 0),
      hits: group.reduce((sum, { hits }) => sum + Number(hits), 0),
      saved: amountsOf(group),
    }
  })
}

function amountsOf(rows: Row[]): CacheReport['saved'] {
  const sums = new Map<string, bigint>()
  for (const { currency, saved } of rows)
    if (currency !== null && saved > 0n) sums.set(currency, (sums.get(currency) ?? 0n) + saved)
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([currency, nano]) => ({ currency, amount: formatNano(nano) }))
}
