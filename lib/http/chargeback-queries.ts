/** Chargeback and spend as operations: which days are meant, for which tenants, in which currency totals are told. */
import { isAllowed } from '@/lib/access/actor'
import { type DayRange, dayCount, kindOfRange, monthsOf, rangeBefore, rangeOfPeriod } from '@/lib/base/day-range'
import { type Chargeback, chargeback, chargebackQuery, spend, spendQuery } from '@/lib/contracts/chargeback'
import { plannedFor } from '@/lib/control/budgets/planned-for'
import type { Context } from '@/lib/control/context'
import { dbIdOf, invalidField } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { knownRates } from '@/lib/control/rates/rate-view'
import { readReporting } from '@/lib/control/rates/reporting-currency'
import { chargebackOf, type Reporting } from '@/lib/reports/chargeback'
import { spendOverTime } from '@/lib/reports/spend-over-time'

/** Two years, leap days included, and a few days of slack. */
const LONGEST_DAYS = 735
/** Longer spans are drawn month by month. */
const MOST_DAYS_DRAWN = 92

export const getChargeback = query('reports.chargeback', { in: chargebackQuery, out: chargeback }, async (context, input) => {
  const range = rangeOf(context, input)
  const isLabel = input.by === 'endUser' || input.by === 'tag'
  if (isLabel && input.backendId) throw invalidField('backendId', `cannot be combined with by=${input.by}`)
  const before = rangeBefore(range)
  const question = { range, before, by: input.by, ...narrowingOf(context, input) }
  const report = await chargebackOf(context.db, question, await reportingOf(context, { first: before.first, last: range.last }))
  return besideBudgets(context, report, range)
})

/** Of whole periods, where something is planned for them. A tenant’s budget is for all below it too. */
async function besideBudgets(context: Context, report: Chargeback, range: DayRange): Promise<Chargeback> {
  const { by } = report
  const kind = kindOfRange(range)
  if (!kind || !(by === 'tenant' || by === 'product' || by === 'costCentre' || by === 'model')) return report
  const planned = await plannedFor(context, by, kind)
  return { ...report, rows: report.rows.map((row) => ({ ...row, budget: planned.get(`${row.key} ${row.currency}`) ?? null })) }
}

export const getSpend = query('reports.chargeback', { in: spendQuery, out: spend }, (context, input) => {
  const range = rangeOf(context, input)
  const bucket = input.bucket ?? (dayCount(range) > MOST_DAYS_DRAWN ? 'month' : 'day')
  return spendOverTime(context.db, { range, bucket, by: input.by, ...narrowingOf(context, input) })
})

type RangeInput = { month?: string | undefined; period?: string | undefined; from?: string | undefined; to?: string | undefined }

/** The running month where nothing is said. */
export function rangeOf({ now }: Pick<Context, 'now'>, { month, period, from, to }: RangeInput): DayRange {
  const ways = [month, period, from ?? to].filter((way) => way !== undefined)
  if (ways.length > 1) throw invalidField('period', 'is said twice: give a month, a period, or from and to')
  if (from || to) {
    if (!from || !to) throw invalidField(from ? 'to' : 'from', 'is missing: a span has both its days')
    if (from > to) throw invalidField('from', 'must not be after to')
    if (dayCount({ first: from, last: to }) > LONGEST_DAYS)
      throw invalidField('from', `is too far from to: at most ${LONGEST_DAYS} days`)
    return { first: from, last: to }
  }
  const range = rangeOfPeriod(month ?? period ?? now.toISOString().slice(0, 7))
  if (!range) throw invalidField('period', 'must be a month, quarter or year')
  return range
}

type Narrowing = {
  tenantId?: string | undefined
  costCentre?: string | undefined
  productId?: string | undefined
  model?: string | undefined
  backendId?: string | undefined
}

function narrowingOf({ scope }: Context, input: Narrowing) {
  return {
    tenantIds: scope.tenantIds,
    tenantId: dbIdOf('tenant', input.tenantId),
    costCentre: input.costCentre,
    productId: dbIdOf('product', input.productId),
    model: input.model,
    backendId: dbIdOf('backend', input.backendId),
  }
}

/** Whoever may see rates hears totals in the reporting currency too. */
export async function reportingOf({ db, actor }: Context, range: DayRange): Promise<Reporting | null> {
  if (!isAllowed(actor, 'rates.read')) return null
  const { currency } = await readReporting(db)
  const months = monthsOf(range).map((month) => new Date(`${month}-01T00:00:00Z`))
  return { currency, rates: await knownRates(db, currency, months) }
}
