/** The price book out to a file and in from one. What is there already is passed over, so a file may come twice. */
import { isAllowed } from '@/lib/access/actor'
import { toPublicId } from '@/lib/base/ids'
import type { PriceCreate } from '@/lib/contracts/price'
import { priceExport, priceExportQuery, priceImport, priceImported } from '@/lib/contracts/price-import'
import type { CommandContext, Context } from '@/lib/control/context'
import { dbIdOf } from '@/lib/control/input'
import { command, query } from '@/lib/control/operation'
import { classPricesOf, nanosOf, priceColumns, rareColumns } from '@/lib/control/prices/price-columns'
import { type PriceLine, readPriceCsv } from '@/lib/control/prices/price-csv'
import { priceViewer } from '@/lib/control/prices/price-operations'
import { type PriceRow, priceInclude, priceView } from '@/lib/control/prices/price-view'

const MOST = 20_000
const CHUNK = 1_000

export const exportPrices = query('prices.read', { in: priceExportQuery, out: priceExport }, async ({ db, actor }) => {
  const rows = await db.price.findMany({
    include: priceInclude,
    orderBy: [{ model: 'asc' }, { currency: 'asc' }, { effectiveFrom: 'asc' }, { id: 'asc' }],
    take: MOST,
  })
  const seesBackends = isAllowed(actor, 'backends.read') || isAllowed(actor, 'prices.create')
  return { items: rows.map((row) => priceView(seesBackends ? row : { ...row, backendId: null, backend: null }, null)) }
})

/** All of a file or nothing: one line that is wrong, and no price is set. Each price is an entry of its own in the audit trail. */
export const importPrices = command(
  'prices.create',
  { in: priceImport, out: priceImported },
  async (context, { csv, dryRun }) => {
    const lines = readPriceCsv(csv, await backendIds(context))
    // As for a single price: null backends are distinct to a unique index, so what is there is looked up under the lock.
    if (!dryRun) await context.serialize()
    const judged = await judge(context, lines)
    const wrong = judged.filter(({ state }) => state === 'wrong').length
    const fresh = judged.map(({ price }) => price).filter((price) => price !== undefined)
    if (!dryRun && wrong === 0) await createAll(context, fresh)
    return {
      lines: judged.map(({ line, model, state, message }) => ({ line, model, state, message })),
      created: dryRun || wrong > 0 ? 0 : fresh.length,
      new: fresh.length,
      same: judged.filter(({ state }) => state === 'same').length,
      wrong,
    }
  },
)

async function createAll(context: CommandContext, prices: PriceCreate[]): Promise<void> {
  const { db, now } = context
  const data = prices.map((price) => priceColumns(price, now))
  for (let from = 0; from < data.length; from += CHUNK) await db.price.createMany({ data: data.slice(from, from + CHUNK) })
  const rows = await db.price.findMany({ where: { id: { in: data.map(({ id }) => id) } }, include: priceInclude })
  const view = await priceViewer(context, rows)
  for (const row of rows) context.record({ noun: 'price', id: row.id, after: view(row) })
}

type Judged = { line: number; model: string; state: 'new' | 'same' | 'wrong'; message: string; price?: PriceCreate }

async function judge({ db }: Context, lines: PriceLine[]): Promise<Judged[]> {
  const names = [...new Set(lines.map(({ model }) => model))]
  const models = new Set(
    (await db.model.findMany({ where: { name: { in: names } }, select: { name: true } })).map(({ name }) => name),
  )
  const known = new Map(
    (await db.price.findMany({ where: { model: { in: names } }, include: priceInclude })).map((row) => [keyOf(row), row]),
  )
  const seen = new Set<string>()
  return lines.map((one): Judged => {
    const { line, model } = one
    const wrong = (message: string): Judged => ({ line, model, state: 'wrong', message })
    if ('wrong' in one) return wrong(one.wrong)
    const { price } = one
    if (!models.has(model)) return wrong(`There is no model ${model}.`)
    const key = keyOf({
      ...price,
      backendId: dbIdOf('backend', price.backendId) ?? null,
      effectiveFrom: new Date(price.effectiveFrom),
    })
    if (seen.has(key)) return wrong('The file has this model, backend, currency and date twice.')
    seen.add(key)
    const row = known.get(key)
    const from = price.effectiveFrom.slice(0, 10)
    if (!row)
      return {
        line,
        model,
        state: 'new',
        message: `${price.perMillion.input} in, ${price.perMillion.output} out from ${from} on.`,
        price,
      }
    if (isSame(row, price)) return { line, model, state: 'same', message: `Set already from ${from} on.` }
    return wrong(`Another price is set from ${from} on. Prices are never changed: give it another date.`)
  })
}

function keyOf(price: { model: string; backendId: string | null; currency: string; effectiveFrom: Date }): string {
  return `${price.model} ${price.backendId ?? ''} ${price.currency} ${price.effectiveFrom.toISOString()}`
}

/** What is kept of them is compared: what was read is written one way only. */
function isSame(row: PriceRow, given: PriceCreate): boolean {
  const view = priceView(row, null)
  const { perMillion } = view
  const kept = JSON.stringify([perMillion, rareColumns({ ...given, ...view, perMillion })])
  return kept === JSON.stringify([classPricesOf(nanosOf(given.perMillion)), rareColumns(given)])
}

async function backendIds({ db }: Context): Promise<Map<string, string>> {
  const rows = await db.backend.findMany({ select: { id: true, name: true } })
  return new Map(rows.map(({ id, name }) => [name, toPublicId('backend', id)]))
}
