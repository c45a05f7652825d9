/** What a subscription has cost since a day, from the hourly sums. Never waited for longer than a second, never asked twice in five. */
import type { SqlPool } from '@/lib/db/sql-pool'
import type { BookedCost } from '@/lib/gateway/ports'

const WAIT_MS = 1_000
const FRESH_MS = 5_000
const MOST_KEPT = 1_000

type Known = { atMs: number; cost: Promise<BookedCost | null> }

/** Null where Postgres does not answer: then nobody knows. */
export function createCostReader(
  pool: SqlPool,
  now: () => number,
): (subscriptionId: string, day: string) => Promise<BookedCost | null> {
  const known = new Map<string, Known>()
  return (subscriptionId, day) => {
    const name = `${subscriptionId} ${day}`
    const last = known.get(name)
    if (last && now() - last.atMs < FRESH_MS) return last.cost
    known.delete(name)
    if (known.size >= MOST_KEPT) known.clear()
    const cost = withinTime(read(pool, subscriptionId, day))
    known.set(name, { atMs: now(), cost })
    return cost
  }
}

async function read(pool: SqlPool, subscriptionId: string, day: string): Promise<BookedCost> {
  const { rows } = await pool.query<{ currency: string | null; nano: bigint; unpriced: bigint }>({
    name: 'booked-cost',
    text: `select currency, sum(cost_nano)::bigint as nano, sum(unpriced)::bigint as unpriced from usage_rollups
      where subscription_id = $1 and local_day >= $2 group by currency order by currency`,
    values: [subscriptionId, day],
  })
  return {
    costs: rows.flatMap(({ currency, nano }) => (currency === null ? [] : [{ currency, nano }])),
    unpricedCalls: rows.reduce((sum, { unpriced }) => sum + Number(unpriced), 0),
  }
}

function withinTime(work: Promise<BookedCost>): Promise<BookedCost | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), WAIT_MS)
  })
  return Promise.race([work.catch(() => null), late]).finally(() => clearTimeout(timer))
}
