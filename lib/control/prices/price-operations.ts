import { isAllowed } from '@/lib/access/actor'
import { Fault } from '@/lib/base/faults'
import type { priceStates } from '@/lib/contracts/enumerations'
import { empty } from '@/lib/contracts/paging'
import { type Price, price, priceCreate, priceList, pricePage } from '@/lib/contracts/price'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId, dbIdOf, invalidField } from '@/lib/control/input'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { priceColumns } from '@/lib/control/prices/price-columns'
import { type PriceRow, priceInclude, priceView } from '@/lib/control/prices/price-view'
import { containing } from '@/lib/control/search'

export const listPrices = query('prices.read', { in: priceList, out: pricePage }, async (context, input) => {
  const where: Prisma.PriceWhereInput = {}
  if (input.model) where.model = input.model
  if (input.backendId) where.backendId = dbId('backend', input.backendId)
  if (input.currency) where.currency = input.currency
  if (input.at) where.id = { in: await idsInForce(context, new Date(input.at)) }
  if (input.state) Object.assign(where, await whereState(context, input.state, where.id))
  if (input.search) where.model = containing(input.search)
  const page = await pageOf({
    query: input,
    sorts: { effectiveFrom: 'time', model: 'text', createdAt: 'time' },
    defaultSort: '-effectiveFrom',
    fetch: ({ after, orderBy, take }) =>
      context.db.price.findMany({ where: { AND: [where, after] }, orderBy, take, include: priceInclude }),
    view: (row) => row,
  })
  const view = await priceViewer(context, page.items)
  return { items: page.items.map(view), nextCursor: page.nextCursor }
})

export const getPrice = query('prices.read', { path: { id: 'price' }, in: empty, out: price }, async (context, { id }) => {
  const row = await context.db.price.findUnique({ where: { id }, include: priceInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such price.' })
  const view = await priceViewer(context, [row])
  return view(row)
})

/** Prices are never edited: a new one follows from its date on. What was computed once stays as it was. */
export const createPrice = command('prices.create', { in: priceCreate, out: price, creates: true }, async (context, input) => {
  const { db, now } = context
  const { model, currency, effectiveFrom } = input
  const backendId = dbIdOf('backend', input.backendId) ?? null
  if ((await db.model.count({ where: { name: model } })) === 0) throw invalidField('model', 'is not a model')
  if (backendId && (await db.backend.count({ where: { id: backendId } })) === 0)
    throw invalidField('backendId', 'is not a backend')
  const from = new Date(effectiveFrom)
  // Null backends are distinct to a unique index, so this one is checked under the lock.
  await context.serialize()
  if ((await db.price.count({ where: { model, backendId, currency, effectiveFrom: from } })) > 0) {
    throw new Fault('resource.conflict', { public: 'There is already a price for this model from that instant on.' })
  }
  const row = await db.price.create({ data: priceColumns(input, now), include: priceInclude })
  const view = await priceViewer(context, [row])
  const after = view(row)
  context.record({ noun: 'price', id: row.id, after })
  return after
})

/** The price in force of each series: the latest that has begun. */
async function idsInForce({ db }: Context, at: Date): Promise<string[]> {
  const rows = await db.price.findMany({
    where: { effectiveFrom: { lte: at } },
    distinct: ['model', 'backendId', 'currency'],
    orderBy: { effectiveFrom: 'desc' },
    select: { id: true },
  })
  return rows.map((row) => row.id)
}

async function whereState(context: Context, state: (typeof priceStates)[number], within: Prisma.PriceWhereInput['id']) {
  const { now } = context
  if (state === 'to-come') return { effectiveFrom: { gt: now } }
  const inForce = await idsInForce(context, now)
  if (state === 'past') return { effectiveFrom: { lte: now }, AND: [{ id: { notIn: inForce } }] }
  return { AND: [{ id: { in: inForce } }, ...(within ? [{ id: within }] : [])] }
}

/** How the API shows these prices: with the date each is followed; which backend is for those who may see backends. */
export async function priceViewer({ db, actor }: Context, rows: PriceRow[]): Promise<(row: PriceRow) => Price> {
  const series = await db.price.findMany({
    where: { model: { in: [...new Set(rows.map((row) => row.model))] } },
    select: { model: true, backendId: true, currency: true, effectiveFrom: true },
    orderBy: { effectiveFrom: 'asc' },
  })
  const seesBackends = isAllowed(actor, 'backends.read') || isAllowed(actor, 'prices.create')
  return (row) => {
    const follower = series.find(
      (next) =>
        next.model === row.model &&
        next.backendId === row.backendId &&
        next.currency === row.currency &&
        next.effectiveFrom > row.effectiveFrom,
    )
    const view = priceView(row, follower?.effectiveFrom ?? null)
    return seesBackends ? view : { ...view, backendId: null, backendName: null }
  }
}
