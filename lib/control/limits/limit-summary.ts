/** The limits there are, in numbers. */
import { limitSummary } from '@/lib/contracts/limit'
import { empty } from '@/lib/contracts/paging'
import { visibleLimits } from '@/lib/control/limits/limit-queries'
import { query } from '@/lib/control/operation'

export const getLimitSummary = query('limits.read', { in: empty, out: limitSummary }, async (context) => {
  const { db, now } = context
  const count = (where: object) => db.limit.count({ where: { AND: [visibleLimits(context), where] } })
  const [inForce, raised] = await Promise.all([count({}), count({ raisedUntil: { gt: now } })])
  return { inForce, raised }
})
