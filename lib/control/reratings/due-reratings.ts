import { toPublicId } from '@/lib/base/ids'
import { empty } from '@/lib/contracts/paging'
import { dueReratings } from '@/lib/contracts/rerating'
import { earlier } from '@/lib/control/commitments/hour-shares'
import type { Prisma, Tx } from '@/lib/control/database'
import { iso } from '@/lib/control/iso'
import { query } from '@/lib/control/operation'
import { ancestry } from '@/lib/control/reratings/ancestry'

const HOUR_MS = 3_600_000
/** Setting a price takes a moment: from so long ago on it is one for the past. */
const PAST_MS = 60_000
const MOST = 200
/** Only what was set lately is looked at. */
const BACK_MS = 400 * 86_400_000

type Due = { what: string; model: string; backendId: string | null; from: Date; setAt: Date }

/**
 * Prices, contracts and commitments that were set for a time before they were, after calls they are about, and that no re-rating has
 * looked into since.
 */
export const listDueReratings = query('reratings.read', { in: empty, out: dueReratings }, async ({ db, now }) => {
  const least = new Date(now.getTime() - BACK_MS)
  const set = [...(await pricesOf(db, least, now)), ...(await contractsOf(db, least)), ...(await commitmentsOf(db, least))]
  const models = [...new Set(set.map(({ model }) => model))]
  const done = await db.rerating.findMany({
    where: { model: { in: models } },
    select: { model: true, backendId: true, createdAt: true },
  })
  const items = set
    .filter(({ model, backendId, setAt }) => {
      return !done.some((one) => one.model === model && one.createdAt > setAt && [null, backendId].includes(one.backendId))
    })
    .sort((a, b) => b.setAt.getTime() - a.setAt.getTime())
  return {
    items: firstOfEach(items).map(({ what, model, backendId, from, setAt }) => ({
      model,
      backendId: backendId && toPublicId('backend', backendId),
      from: iso(from),
      setAt: iso(setAt),
      reason: `${what} from ${iso(from).slice(0, 10)} on, set on ${iso(setAt).slice(0, 10)}`,
    })),
  }
})

/** Prices set for the past, after calls of their model that were billed at another one, or at none. */
async function pricesOf(db: Tx, least: Date, now: Date): Promise<Due[]> {
  const prices = await db.price.findMany({
    where: { createdAt: { gt: least }, effectiveFrom: { lt: now } },
    orderBy: { createdAt: 'desc' },
  })
  const back = prices.filter((price) => isPast(price.createdAt, price.effectiveFrom)).slice(0, MOST)
  const models = [...new Set(back.map(({ model }) => model))]
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
  const due = back.filter(({ model, createdAt, effectiveFrom }) => {
    const use = usedOf.get(model)
    const hadCalls = use?.first && use.last && use.first < createdAt && use.last.getTime() + HOUR_MS > effectiveFrom.getTime()
    // Something else was billed: at another price, or at none.
    return hadCalls && ((use?.unpriced ?? 0n) > 0n || former.some((one) => one.model === model && one.createdAt < createdAt))
  })
  return due.map(({ model, backendId, effectiveFrom, createdAt }) => ({
    ...{ what: `Price of ${model}`, model, backendId },
    ...{ from: effectiveFrom, setAt: createdAt },
  }))
}

/** Discounts and margins agreed on for the past: of each model that what they are about was billed for since. */
async function contractsOf(db: Tx, least: Date): Promise<Due[]> {
  const contracts = await db.priceContract.findMany({ where: { createdAt: { gt: least } }, orderBy: { createdAt: 'desc' } })
  const back = contracts.filter((one) => isPast(one.createdAt, one.effectiveFrom)).slice(0, MOST)
  if (back.length === 0) return []
  const above = await ancestry(db)
  const tenants = await db.tenant.findMany({ select: { id: true } })
  const backends = await db.backend.findMany({ select: { id: true, provider: true } })
  const due: Due[] = []
  for (const { name, tenantId, productId, provider, effectiveFrom, createdAt } of back) {
    const below = tenants.filter(({ id }) => tenantId === null || above(id).includes(tenantId))
    const models = await billedModels(db, effectiveFrom, createdAt, {
      ...(tenantId === null ? {} : { tenantId: { in: below.map(({ id }) => id) } }),
      ...(productId === null ? {} : { productId }),
      ...(provider === null
        ? {}
        : { backendId: { in: backends.filter((one) => one.provider === provider).map(({ id }) => id) } }),
    })
    for (const model of models)
      due.push({ what: `Contract ${name}`, model, backendId: null, from: effectiveFrom, setAt: createdAt })
  }
  return due
}

/** Commitments registered after hours of theirs: calls of those were billed by token, and pay for the hours besides. */
async function commitmentsOf(db: Tx, least: Date): Promise<Due[]> {
  const commitments = await db.commitment.findMany({ where: { createdAt: { gt: least } }, orderBy: { createdAt: 'desc' } })
  const back = commitments.filter((one) => isPast(one.createdAt, one.from)).slice(0, MOST)
  const due: Due[] = []
  for (const { name, model: only, backendId, from, until, createdAt } of back) {
    const models = await billedModels(db, from, earlier(until, createdAt), {
      backendId,
      ...(only === null ? {} : { model: only }),
    })
    for (const model of models) due.push({ what: `Commitment ${name}`, model, backendId, from, setAt: createdAt })
  }
  return due
}

/** Models with a price, of which such calls cost something in that time. */
async function billedModels(db: Tx, from: Date, to: Date, where: Prisma.UsageRollupWhereInput): Promise<string[]> {
  const hour = { gte: new Date(Math.floor(from.getTime() / HOUR_MS) * HOUR_MS), lt: to }
  const sums = await db.usageRollup.groupBy({
    by: ['model'],
    where: { AND: [where, { hour, outcome: { not: 'refused' }, costNano: { not: 0n } }] },
  })
  const models = sums.flatMap(({ model }) => model ?? [])
  const priced = await db.price.groupBy({ by: ['model'], where: { model: { in: models } } })
  return priced.map(({ model }) => model).sort()
}

function isPast(setAt: Date, from: Date): boolean {
  return setAt.getTime() - from.getTime() > PAST_MS
}

/** Several changes of a model are looked into together: from the earliest date on. */
function firstOfEach(changes: readonly Due[]): Due[] {
  const byKey = new Map<string, Due>()
  for (const change of changes) {
    const key = `${change.model} ${change.backendId}`
    const known = byKey.get(key)
    if (!known) byKey.set(key, { ...change })
    else if (change.from < known.from) known.from = change.from
  }
  return [...byKey.values()]
}
