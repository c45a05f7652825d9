/** Goes through the calls of a model and works out what each would cost now, by the function the gateway bills with. */
import { z } from 'zod'
import { Fault } from '@/lib/base/faults'
import type { Context } from '@/lib/control/context'
import type { Prisma, Tx } from '@/lib/control/database'
import { knownContract, knownPrice } from '@/lib/control/prices/known-price'
import { ancestry } from '@/lib/control/reratings/ancestry'
import { billedAs } from '@/lib/control/reratings/billed-model'
import { dayText } from '@/lib/control/statements/month-usage'
import { paidPrice } from '@/lib/policy/commitments/paid-price'
import { type PriceBook, rateAgain } from '@/lib/policy/rerating/rerate'

const AT_ONCE = 5_000
const MOST_RECORDS = 1_000_000

export type Asked = { model: string; backendId: string | null; from: Date; to: Date }

export type RatedLine = {
  tenantId: string
  day: string
  productId: string
  subscriptionId: string
  model: string
  backendId: string | null
  currency: string
  calls: bigint
  priced: bigint
  oldNano: bigint
  newNano: bigint
}

/** What was found: lines whose cost is another than the ledger says, and of which lines all calls could be looked at. */
export type Found = { records: number; lines: RatedLine[]; known: ReadonlySet<string> }

/** Rates the calls again that were billed at the model's prices, of days from the first one on. */
export async function rateCalls(db: Context['db'], asked: Asked, firstDay: string | null): Promise<Found> {
  const book = await bookOf(db, asked)
  const billed = await billedAs(db, asked.model)
  const hasProviders = book.contracts.some(({ provider }) => provider !== null)
  const above = await ancestry(db)
  const providers = new Map(
    (await db.backend.findMany({ select: { id: true, provider: true } })).map((one) => [one.id, one.provider]),
  )
  const lines = new Map<string, RatedLine>()
  const known = new Set<string>()
  const unknown = new Set<string>()
  let records = 0
  let read = 0
  for (let last: Prisma.UsageRecordGetPayload<{ select: typeof select }> | undefined; ; ) {
    const page = await db.usageRecord.findMany({
      where: {
        AND: [
          whereOf(asked),
          billed.where,
          last ? { OR: [{ startedAt: { gt: last.startedAt } }, { startedAt: last.startedAt, id: { gt: last.id } }] } : {},
        ],
      },
      orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
      take: AT_ONCE,
      select,
    })
    read += page.length
    if (read > MOST_RECORDS)
      throw new Fault('request.invalid', { public: `More than ${MOST_RECORDS} calls: choose a shorter time, or one backend.` })
    for (const row of page) {
      if (!billed.has(row) || (firstDay !== null && dayText(row.localDay) < firstDay)) continue
      records++
      const { tenantId, productId, backendId, operation, measured, currency, costNano } = row
      // Whose backend it was nobody knows any more, nor which contract held: it stays as it was billed.
      const isGone = hasProviders && backendId !== null && !providers.has(backendId)
      ;(isGone ? unknown : known).add(groupOf({ ...row, day: dayText(row.localDay) }))
      if (isGone) continue
      const provider = (backendId && providers.get(backendId)) || null
      const units = storedUnits.parse(row.units ?? [])
      const tokens = numbers(row)
      const startedAtMs = row.startedAt.getTime()
      const tenantIds = above(tenantId)
      const who = { startedAtMs, tenantIds, productId, backendId, provider }
      const rated = rateAgain({ ...who, operation, measured, tokens, units, currency, costNano }, book)
      if (!rated) continue
      if (costNano !== null && currency !== null && currency !== rated.currency)
        lineOf(lines, row, asked.model, currency).oldNano += costNano
      const line = lineOf(lines, row, asked.model, rated.currency)
      line.calls += BigInt(row.calls)
      if (costNano === null) line.priced += BigInt(row.calls)
      else if (currency === rated.currency) line.oldNano += costNano
      line.newNano += rated.costNano
    }
    last = page.at(-1)
    if (page.length < AT_ONCE) break
  }
  return { records, lines: [...lines.values()], known: new Set([...known].filter((group) => !unknown.has(group))) }
}

const select = {
  id: true,
  startedAt: true,
  localDay: true,
  tenantId: true,
  productId: true,
  subscriptionId: true,
  model: true,
  backendId: true,
  deployment: true,
  operation: true,
  priceId: true,
  measured: true,
  input: true,
  cacheRead: true,
  cacheWrite: true,
  cacheWrite1h: true,
  output: true,
  reasoning: true,
  audioIn: true,
  audioOut: true,
  images: true,
  units: true,
  currency: true,
  costNano: true,
  calls: true,
} as const

type Row = Prisma.UsageRecordGetPayload<{ select: typeof select }>

const storedUnits = z.array(z.object({ kind: z.string(), amount: z.number() }))

/** What is provisional will be billed anew when its end is known; what was refused costs nothing. */
function whereOf({ backendId, from, to }: Asked): Prisma.UsageRecordWhereInput {
  return {
    ...(backendId === null ? {} : { backendId }),
    startedAt: { gte: from, lt: to },
    outcome: { not: 'refused' },
    measured: { not: 'none' },
    provisional: false,
  }
}

/** All prices of the model, those that were set since included. */
async function bookOf(db: Context['db'], { model }: Asked): Promise<PriceBook> {
  const prices = await db.price.findMany({ where: { model }, orderBy: { effectiveFrom: 'desc' } })
  const commitments = await db.commitment.findMany({ where: { OR: [{ model }, { model: null }] } })
  const contracts = await db.priceContract.findMany()
  return {
    prices: [
      ...commitments.map((row) => ({
        ...paidPrice({ ...row, fromMs: row.from.getTime(), untilMs: row.until.getTime() }, model),
        createdAtMs: row.createdAt.getTime(),
      })),
      ...prices.map((row) => ({ ...knownPrice(row), createdAtMs: row.createdAt.getTime() })),
    ],
    contracts: contracts.map(knownContract),
  }
}

/** Of these, lines differ by currency alone. */
function groupOf({
  tenantId,
  day,
  subscriptionId,
  backendId,
}: Pick<RatedLine, 'tenantId' | 'day' | 'subscriptionId' | 'backendId'>) {
  return JSON.stringify([tenantId, day, subscriptionId, backendId])
}

function lineOf(lines: Map<string, RatedLine>, row: Row, model: string, currency: string): RatedLine {
  const { tenantId, productId, subscriptionId, backendId } = row
  const day = dayText(row.localDay)
  const key = JSON.stringify([tenantId, day, subscriptionId, backendId, currency])
  const known = lines.get(key)
  if (known) return known
  const sums = { calls: 0n, priced: 0n, oldNano: 0n, newNano: 0n }
  const line = { tenantId, day, productId, subscriptionId, model, backendId, currency, ...sums }
  lines.set(key, line)
  return line
}

function numbers({ input, cacheRead, cacheWrite, cacheWrite1h, output, reasoning, audioIn, audioOut, images }: Row) {
  const counts = { input, cacheRead, cacheWrite, cacheWrite1h, output, reasoning, audioIn, audioOut, images }
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)])) as Record<
    keyof typeof counts,
    number
  >
}

/**
 * What earlier re-ratings have booked of the same days, so that it is not booked again: each line starts from what was billed in the
 * end. Lines that come to nothing then are left out, and what was booked of calls that cannot be looked at stays.
 */
export async function withoutBooked(db: Tx, asked: Asked, { lines, known }: Found): Promise<RatedLine[]> {
  const booked = await db.reratingLine.findMany({
    where: {
      model: asked.model,
      ...(asked.backendId === null ? {} : { backendId: asked.backendId }),
      rerating: { state: 'booked', from: { lt: asked.to }, to: { gt: asked.from } },
    },
  })
  const keyOf = (line: Omit<RatedLine, 'day'> & { day: string }) =>
    JSON.stringify([line.tenantId, line.day, line.subscriptionId, line.backendId, line.currency])
  const left = new Map(lines.map((line) => [keyOf(line), { ...line }]))
  for (const row of booked) {
    const day = dayText(row.day)
    const { tenantId, productId, subscriptionId, model, backendId, currency } = row
    const none = { calls: 0n, priced: 0n, oldNano: 0n, newNano: 0n }
    if (!known.has(groupOf({ ...row, day }))) continue
    const key = keyOf({ ...row, day })
    const line = left.get(key) ?? { tenantId, day, productId, subscriptionId, model, backendId, currency, ...none }
    line.oldNano += row.newNano - row.oldNano
    line.priced -= row.priced
    left.set(key, line)
  }
  return [...left.values()].filter((line) => line.oldNano !== line.newNano || line.priced !== 0n)
}
