import { parsePublicId } from '@/lib/base/ids'
import type { Context } from '@/lib/control/context'
import { idCounters } from '@/lib/control/limits/limit-counters'

/** `countBy` as the limit's column says it, `countKey` as the API does. */
type Counter = { countBy: string; countKey: string }

/**
 * What counters are called by people: a tenant's, product's or subscription's name, a key's prefix and last four, a model as it
 * is. Null where nothing subdivides the limit, where what is counted is gone, and for users, who are known by their id. Asks
 * only for the names of these counters, however large the estate is; that the reader may see them is the caller's to know.
 */
export async function counterNames({ db }: Context, counters: Counter[]): Promise<(counter: Counter) => string | null> {
  const idsOf = (noun: string) => [
    ...new Set(counters.flatMap((counter) => (counter.countBy === noun ? (dbKey(counter) ?? []) : []))),
  ]
  const rowsOf = (noun: string) => ({ where: { id: { in: idsOf(noun) } }, select: { id: true, name: true } })
  const keys = { where: { id: { in: idsOf('key') } }, select: { id: true, prefix: true, last4: true } }
  const found = await Promise.all([
    db.tenant.findMany(rowsOf('tenant')),
    db.product.findMany(rowsOf('product')),
    db.subscription.findMany(rowsOf('subscription')),
    db.key.findMany(keys).then((rows) => rows.map(({ id, prefix, last4 }) => ({ id, name: `${prefix}…${last4}` }))),
  ])
  const names = new Map(found.flat().map(({ id, name }) => [id, name]))
  return (counter) => (counter.countBy === 'model' ? counter.countKey : (names.get(dbKey(counter) ?? '') ?? null))
}

function dbKey({ countBy, countKey }: Counter): string | null {
  const noun = idCounters[countBy]
  return noun === undefined ? null : parsePublicId(noun, countKey)
}
