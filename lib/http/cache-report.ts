import { cacheReport, cacheReportQuery } from '@/lib/contracts/cache'
import { invalidField } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { cacheSavings } from '@/lib/reports/cache-savings'

const DAYS_30_MS = 30 * 86_400_000
const LONGEST_MS = 800 * 86_400_000

/** What was answered from the cache, and what that saved. */
export const getCacheReport = query('cache.read', { in: cacheReportQuery, out: cacheReport }, async ({ db, now }, input) => {
  const to = input.to ? new Date(input.to) : now
  const from = input.from ? new Date(input.from) : new Date(to.getTime() - DAYS_30_MS)
  if (from >= to) throw invalidField('from', 'must be before to')
  if (to.getTime() - from.getTime() > LONGEST_MS) throw invalidField('from', 'must be at most 800 days before to')
  const keeping = await db.product.findMany({
    where: { NOT: { OR: [{ cache: { equals: {} } }, { cache: { path: ['mode'], equals: 'off' } }] } },
    select: { id: true },
  })
  const productIds = keeping.map(({ id }) => id)
  return { ...(await cacheSavings(db, { from, to, productIds })), products: productIds.length }
})
