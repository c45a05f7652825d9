import { toPublicId } from '@/lib/base/ids'
import { empty } from '@/lib/contracts/paging'
import { dueReratings } from '@/lib/contracts/rerating'
import { iso } from '@/lib/control/iso'
import { query } from '@/lib/control/operation'

/** Setting a price takes a moment: from so long ago on it is one for the past. */
const PAST_MS = 60_000
const MOST = 200
/** Only what was set lately is looked at. */
const BACK_MS = 400 * 86_400_000

/** Prices that were set for a time before they were set, after calls of their model, and that no re-rating has looked into since. */
export const listDueReratings = query('reratings.read', { in: empty, out: dueReratings }, async ({ db, now }) => {
  const prices = await db.price.findMany({
    where: { createdAt: { gt: new Date(now.getTime() - BACK_MS) }, effectiveFrom: { lt: now } },
    orderBy: { createdAt: 'desc' },
  })
  const back = prices.filter((price) => price.createdAt.getTime() - price.effectiveFrom.getTime() > PAST_MS).slice(0, MOST)
  const models = [...new Set(back.map(({ model }) => model))]
  const done = await db.rerating.findMany({
    where: { model: { in: models } },
    select: { model: true, backendId: true, createdAt: true },
  })
  const former = await db.price.findMany({ where: { model: { in: models } }, select: { model: true, createdAt: true } })
  const used = await db.usageRollup.groupBy({
    by: ['model'],
    where: { model: { in: models }, outcome: { not: 'refused' } },
    _sum: { unpriced: true },
    _max: { hour: true },
    _min: { hour: true },
  })
  const usedOf = new Map(
    used.map(({ model, _max, _min, _sum }) => [model, { first: _min.hour, last: _max.hour, unpriced: _sum.unpriced ?? 0n }]),
  )
  const items = back.filter(({ model, backendId, createdAt, effectiveFrom }) => {
    const use = usedOf.get(model)
    const hadCalls = use?.first && use.last && use.first < createdAt && use.last.getTime() + 3_600_000 > effectiveFrom.getTime()
    // Something else was billed: at another price, or at none.
    const hadOther = (use?.unpriced ?? 0n) > 0n || former.some((one) => one.model === model && one.createdAt < createdAt)
    const isDone = done.some(
      (one) => one.model === model && one.createdAt > createdAt && [null, backendId].includes(one.backendId),
    )
    return hadCalls && hadOther && !isDone
  })
  return {
    items: firstOfEach(items).map(({ model, backendId, from, setAt }) => ({
      model,
      backendId: backendId && toPublicId('backend', backendId),
      from: iso(from),
      setAt: iso(setAt),
      reason: `Price of ${model} from ${iso(from).slice(0, 10)} on, set on ${iso(setAt).slice(0, 10)}`,
    })),
  }
})

type Due = { model: string; backendId: string | null; from: Date; setAt: Date }

/** Several prices of a model are looked into together: from the earliest date on. */
function firstOfEach(
  prices: readonly { model: string; backendId: string | null; effectiveFrom: Date; createdAt: Date }[],
): Due[] {
  const byKey = new Map<string, Due>()
  for (const { model, backendId, effectiveFrom, createdAt } of prices) {
    const key = `${model} ${backendId}`
    const known = byKey.get(key)
    if (!known) byKey.set(key, { model, backendId, from: effectiveFrom, setAt: createdAt })
    else if (effectiveFrom < known.from) known.from = effectiveFrom
  }
  return [...byKey.values()]
}
