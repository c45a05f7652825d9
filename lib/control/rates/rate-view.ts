import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Rate } from '@/lib/contracts/rate'
import type { Prisma, Tx } from '@/lib/control/database'
import { iso } from '@/lib/control/iso'
import { monthText } from '@/lib/control/statements/month-usage'
import type { Rate as KnownRate } from '@/lib/policy/currency/convert'

export type RateRow = Prisma.ExchangeRateGetPayload<object>

export function rateView(row: RateRow, isInForce: boolean): Rate {
  return {
    id: toPublicId('rate', row.id),
    month: monthText(row.month),
    from: row.from,
    to: row.to,
    rate: formatNano(row.rateNano),
    source: row.source,
    publishedAt: iso(row.publishedAt),
    version: row.version,
    isInForce,
    createdAt: iso(row.createdAt),
  }
}

/** The rates that hold: of each month and pair the latest version. */
export function ratesInForce(
  { exchangeRate }: Pick<Tx, 'exchangeRate'>,
  where: Prisma.ExchangeRateWhereInput = {},
): Promise<RateRow[]> {
  return exchangeRate.findMany({
    where,
    distinct: ['month', 'from', 'to'],
    orderBy: [{ month: 'asc' }, { from: 'asc' }, { to: 'asc' }, { version: 'desc' }],
  })
}

/** The same as the rules of conversion know them; with an instant, those that held then. */
export async function knownRates(db: Pick<Tx, 'exchangeRate'>, to: string, months?: Date[], at?: Date): Promise<KnownRate[]> {
  const rows = await ratesInForce(db, {
    to,
    ...(months ? { month: { in: months } } : {}),
    ...(at ? { createdAt: { lte: at } } : {}),
  })
  return rows.map(({ month, from, rateNano, source }) => ({ month: monthText(month), from, to, rateNano, source }))
}
