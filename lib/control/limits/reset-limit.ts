import { parsePublicId } from '@/lib/base/ids'
import { limit, limitReset } from '@/lib/contracts/limit'
import { invalidField } from '@/lib/control/input'
import { idCounters } from '@/lib/control/limits/limit-counters'
import { limitOf } from '@/lib/control/limits/limit-queries'
import { limitInclude, limitView, tenantOfLimit } from '@/lib/control/limits/limit-view'
import { command } from '@/lib/control/operation'
import { resetCounterTotals } from '@/lib/db/reset-counter-totals'

/** Sets one counter of a limit, or all of them, to nothing used, on every gateway. What calls under way hold, they go on holding. */
export const resetLimit = command(
  'limits.reset',
  { path: { id: 'limit' }, in: limitReset, out: limit },
  async (context, { id, countKey, reason }) => {
    const { db, now } = context
    const row = await limitOf(context, id, {})
    const key = countKey === undefined ? null : countKeyColumn(row.countBy, countKey)
    if (key === null) {
      await db.limit.update({ where: { id }, data: { resetAt: now } })
      await db.limitReset.deleteMany({ where: { limitId: id } })
    } else {
      await db.limitReset.upsert({
        where: { limitId_countKey: { limitId: id, countKey: key } },
        create: { limitId: id, countKey: key, resetAt: now },
        update: { resetAt: now },
      })
    }
    await resetCounterTotals(db, id, key)
    const after = limitView(await db.limit.findUniqueOrThrow({ where: { id }, include: limitInclude }), now)
    const said = { reset: countKey ?? 'all counters', at: now.toISOString(), ...(reason ? { reason } : {}) }
    context.record({ noun: 'limit', id, tenantId: tenantOfLimit(row), after: said })
    return after
  },
)

/** The counter's name in the database, where ids have no prefix. */
function countKeyColumn(countBy: string, countKey: string): string {
  const noun = idCounters[countBy]
  if (!noun || countKey === '') return countKey
  const id = parsePublicId(noun, countKey)
  if (!id) throw invalidField('countKey', `must be the id of a ${noun}`)
  return id
}
