/** Which calls can be looked at: those whose records are still kept, and all of the days that were booked before. */
import type { Context } from '@/lib/control/context'
import type { Tx } from '@/lib/control/database'
import { invalidField } from '@/lib/control/input'
import { iso } from '@/lib/control/iso'
import type { Asked } from '@/lib/control/reratings/rate-calls'
import { oldestRecords } from '@/lib/db/oldest-records'

const HOUR_MS = 3_600_000
/** No calendar day begins earlier than this before its midnight in UTC. */
const EARLIEST_MS = 14 * HOUR_MS

/**
 * A re-rating that overlaps one that was booked looks at all of that one's calls too, so that lines of days can be compared: as far back as
 * there are records. What was booked of calls whose records are gone stays as it is.
 */
export async function wholeRange(db: Context['db'], given: Asked): Promise<{ asked: Asked; firstDay: string | null }> {
  const oldest = await oldestRecords(db)
  await requireKept(db, given, oldest)
  const least = Math.min(oldest.getTime(), given.from.getTime())
  const found = await widened(db, given)
  if (found.from.getTime() >= least) return { asked: found, firstDay: null }
  const firstDay = new Date(Math.ceil((least + EARLIEST_MS) / (24 * HOUR_MS)) * 24 * HOUR_MS).toISOString().slice(0, 10)
  return { asked: { ...found, from: new Date(least) }, firstDay }
}

async function widened({ rerating }: Tx, asked: Asked): Promise<Asked> {
  let { from, to } = asked
  for (;;) {
    const others = await rerating.findMany({
      where: { model: asked.model, state: 'booked', from: { lt: to }, to: { gt: from } },
      select: { from: true, to: true },
    })
    const first = new Date(Math.min(from.getTime(), ...others.map((one) => one.from.getTime())))
    const last = new Date(Math.max(to.getTime(), ...others.map((one) => one.to.getTime())))
    if (first.getTime() === from.getTime() && last.getTime() === to.getTime()) return { ...asked, from, to }
    from = first
    to = last
  }
}

/** The sums outlive the records: they tell that there were calls. */
async function requireKept({ usageRollup }: Tx, { model, backendId, from, to }: Asked, oldest: Date): Promise<void> {
  if (from >= oldest) return
  const hour = { gte: new Date(Math.floor(from.getTime() / HOUR_MS) * HOUR_MS), lt: to < oldest ? to : oldest }
  const where = { model, hour, outcome: { not: 'refused' as const }, ...(backendId === null ? {} : { backendId }) }
  if (await usageRollup.findFirst({ where, select: { id: true } }))
    throw invalidField('from', `is of calls whose records are no longer kept: they begin at ${iso(oldest)}`)
}
