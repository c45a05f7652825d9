/** What a statement comes to in the reporting currency: said once, when it is closed. Rates and that currency may change afterwards. */
import { formatNano, parseNano } from '@/lib/base/money'
import { type StatementDetail, type StatementLine, statementDetail } from '@/lib/contracts/statement'
import type { Prisma, Tx } from '@/lib/control/database'
import { knownRates } from '@/lib/control/rates/rate-view'
import { readReporting } from '@/lib/control/rates/reporting-currency'
import { firstOf } from '@/lib/control/statements/month-usage'
import { convertLines, rateText } from '@/lib/policy/currency/convert'

type Reporting = StatementDetail['reporting']

const stored = statementDetail.shape.reporting.unwrap().partial()

/** Each line as it is shown is converted and rounded by itself, at the rate of its month that is known at an instant. */
export async function reportingAt(db: Tx, lines: readonly StatementLine[], at: Date): Promise<Reporting> {
  const { currency: to } = await readReporting(db)
  if (lines.every(({ currency }) => currency === to)) return undefined
  const months = [...new Set(lines.map(({ month }) => month))].map(firstOf)
  const given = lines.map(({ month, currency, cost }) => ({ month, currency, costNano: parseNano(cost) ?? 0n }))
  const { totalNano, rates, missing } = convertLines(given, to, await knownRates(db, to, months, at))
  return {
    currency: to,
    cost: formatNano(totalNano),
    rates: rates.map(rateText),
    missing: missing.map(({ month, currency }) => `${month} ${currency}`),
  }
}

/** As it is kept: nothing in it where all is billed in that currency. */
export function keptReporting(reporting: Reporting): Prisma.InputJsonValue {
  return reporting ?? {}
}

/** What was kept of a statement; of one closed before any was, by the rates known then. */
export async function reportingOf(
  db: Tx,
  row: { reporting: Prisma.JsonValue; closedAt: Date },
  lines: readonly StatementLine[],
): Promise<Reporting> {
  if (row.reporting === null) return reportingAt(db, lines, row.closedAt)
  const { currency, cost, rates, missing } = stored.parse(row.reporting)
  return currency === undefined || cost === undefined ? undefined : { currency, cost, rates: rates ?? [], missing: missing ?? [] }
}
