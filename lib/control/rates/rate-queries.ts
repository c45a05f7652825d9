import { formatNano } from '@/lib/base/money'
import { rateCoverage, rateCoverageQuery, rateList, ratePage } from '@/lib/contracts/rate'
import type { Prisma, Tx } from '@/lib/control/database'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { ratesInForce, rateView } from '@/lib/control/rates/rate-view'
import { readReporting } from '@/lib/control/rates/reporting-currency'
import { containing } from '@/lib/control/search'
import { firstOf, monthAfter } from '@/lib/control/statements/month-usage'

export const listRates = query('rates.read', { in: rateList, out: ratePage }, async ({ db }, input) => {
  const pair: Prisma.ExchangeRateWhereInput = {}
  if (input.month) pair.month = firstOf(input.month)
  if (input.from) pair.from = input.from
  if (input.to) pair.to = input.to
  const where: Prisma.ExchangeRateWhereInput = { ...pair }
  if (input.search) where.OR = [{ source: containing(input.search) }, { from: containing(input.search) }]
  const inForce = new Set((await ratesInForce(db, pair)).map(({ id }) => id))
  if (input.state) where.id = input.state === 'in-force' ? { in: [...inForce] } : { notIn: [...inForce] }
  return pageOf({
    query: input,
    sorts: { month: 'time', from: 'text', publishedAt: 'time', createdAt: 'time' },
    defaultSort: '-month',
    fetch: ({ after, orderBy, take }) => db.exchangeRate.findMany({ where: { AND: [where, after] }, orderBy, take }),
    view: (row) => rateView(row, inForce.has(row.id)),
  })
})

/** What is billed in a month, currency by currency, and what each is worth: a total lacks those without a rate. */
export const getRateCoverage = query(
  'rates.read',
  { in: rateCoverageQuery, out: rateCoverage },
  async ({ db, scope }, { month }) => {
    const { currency: to } = await readReporting(db)
    const currencies = await billedCurrencies(db, firstOf(month), scope.ofTenant)
    const rates = await ratesInForce(db, { month: firstOf(month), to })
    const byCurrency = new Map(rates.map((row) => [row.from, row]))
    const others = currencies.filter((currency) => currency !== to)
    return {
      month,
      reportingCurrency: to,
      currencies: currencies.map((currency) => {
        const row = byCurrency.get(currency)
        const rate = currency === to ? '1' : row ? formatNano(row.rateNano) : null
        return { currency, rate, source: row?.source ?? null }
      }),
      missing: others.filter((currency) => !byCurrency.has(currency)),
    }
  },
)

async function billedCurrencies(db: Tx, first: Date, ofTenant: { tenantId?: unknown }): Promise<string[]> {
  const rows = await db.usageRollup.groupBy({
    by: ['currency'],
    where: {
      AND: [ofTenant as Prisma.UsageRollupWhereInput],
      localDay: { gte: first, lt: monthAfter(first) },
      costNano: { not: 0n },
    },
  })
  return rows.flatMap(({ currency }) => currency ?? []).sort()
}
