/** What the thing a budget is for has cost, day by day, in the budget's currency. */
import { type DayRange, periodOfDay, rangeOfPeriod, shiftDay } from '@/lib/base/day-range'
import type { BudgetRow } from '@/lib/control/budgets/budget-view'
import type { Tx } from '@/lib/control/database'
import { knownRates } from '@/lib/control/rates/rate-view'
import { dayText } from '@/lib/control/statements/month-usage'
import { zoneAt } from '@/lib/control/tenants/tenant-view'
import { type BudgetStatus, budgetStatus } from '@/lib/policy/budgets/budget-status'
import { convertNano } from '@/lib/policy/currency/convert'
import { localDayAt } from '@/lib/policy/limits/calendar'

type Db = Pick<Tx, 'usageRollup' | 'commitmentShare' | 'commitment' | 'reratingLine' | 'tenant' | 'exchangeRate'>

/** Days before the period, for the forecast. */
const HISTORY_DAYS = 180

export type KnownStatus = BudgetStatus & {
  /** Spent in the period in currencies without a rate to the budget's. */
  notCounted: { currency: string; nano: bigint }[]
}

/** In the period that is running: in the tenant's own calendar, or in UTC where the budget is for more than one. */
export async function statusOf(db: Db, budget: BudgetRow, now: Date): Promise<KnownStatus> {
  const zone = budget.tenant ? zoneAt(budget.tenant, now) : 'UTC'
  const today = localDayAt(zone, now.getTime())
  const range = rangeOfPeriod(periodOfDay(budget.period as 'month', today)) ?? { first: today, last: today }
  const { spentByDay, notCounted } = await spendOf(db, budget, range, today)
  return { ...budgetStatus({ amountNano: budget.amountNano, range, today, spentByDay }), notCounted }
}

async function spendOf(db: Db, budget: BudgetRow, range: DayRange, today: string) {
  const earliest = shiftDay(today, -HISTORY_DAYS)
  const [first = earliest] = [earliest, range.first].sort()
  const of = await scopeWhere(db, budget)
  const days = { gte: new Date(`${first}T00:00:00Z`), lte: new Date(`${range.last}T00:00:00Z`) }
  const rows = [...(await callsOf(db, of, days)), ...(await bookedOf(db, of, days))]
  const rates = await knownRates(db, budget.currency)
  const rateOf = new Map(rates.map(({ month, from, rateNano }) => [`${month} ${from}`, rateNano]))
  const spentByDay = new Map<string, bigint>()
  const notCounted = new Map<string, bigint>()
  for (const { day, currency, nano } of rows) {
    const rate = rateOf.get(`${day.slice(0, 7)} ${currency}`)
    const counted = currency === budget.currency ? nano : rate === undefined ? null : convertNano(nano, rate)
    if (counted !== null) spentByDay.set(day, (spentByDay.get(day) ?? 0n) + counted)
    else if (currency && day >= range.first) notCounted.set(currency, (notCounted.get(currency) ?? 0n) + nano)
  }
  return { spentByDay, notCounted: [...notCounted].map(([currency, nano]) => ({ currency, nano })) }
}

type Spent = { day: string; currency: string | null; nano: bigint }
type Scope = { productId: string } | { model: string } | { tenantId: { in: string[] } }
type Days = { gte: Date; lte: Date }

async function callsOf({ usageRollup }: Db, of: Scope, localDay: Days): Promise<Spent[]> {
  const rows = await usageRollup.groupBy({
    by: ['localDay', 'currency'],
    where: { ...of, localDay, costNano: { not: 0n } },
    _sum: { costNano: true },
  })
  return rows.map((row) => ({ day: dayText(row.localDay), currency: row.currency, nano: row._sum.costNano ?? 0n }))
}

/** Parts of what many share, and what re-ratings have found. */
async function bookedOf({ commitmentShare, commitment, reratingLine }: Db, of: Scope, day: Days): Promise<Spent[]> {
  const [shares, lines] = await Promise.all([
    commitmentShare.groupBy({ by: ['day', 'commitmentId'], where: { ...of, day }, _sum: { costNano: true } }),
    reratingLine.groupBy({
      by: ['day', 'currency'],
      where: { ...of, day, rerating: { state: 'booked' } },
      _sum: { newNano: true, oldNano: true },
    }),
  ])
  const known = shares.length === 0 ? [] : await commitment.findMany({ select: { id: true, currency: true } })
  const currencies = new Map(known.map(({ id, currency }) => [id, currency]))
  return [
    ...shares.map((row) => ({
      day: dayText(row.day),
      currency: currencies.get(row.commitmentId) ?? null,
      nano: row._sum.costNano ?? 0n,
    })),
    ...lines.map((row) => ({
      day: dayText(row.day),
      currency: row.currency,
      nano: (row._sum.newNano ?? 0n) - (row._sum.oldNano ?? 0n),
    })),
  ]
}

async function scopeWhere(db: Pick<Tx, 'tenant'>, budget: BudgetRow): Promise<Scope> {
  if (budget.productId) return { productId: budget.productId }
  if (budget.model) return { model: budget.model }
  return { tenantId: { in: await tenantsOf(db, budget) } }
}

/** The tenants whose calls a budget is for: a tenant with all below it, or all of a cost centre. */
export async function tenantsOf(
  db: Pick<Tx, 'tenant'>,
  { tenantId, costCentre }: Pick<BudgetRow, 'tenantId' | 'costCentre'>,
): Promise<string[]> {
  if (costCentre) return (await db.tenant.findMany({ where: { costCentre }, select: { id: true } })).map(({ id }) => id)
  if (!tenantId) return []
  const all = new Set([tenantId])
  for (let level = [tenantId]; level.length > 0; ) {
    const children = await db.tenant.findMany({ where: { parentId: { in: level } }, select: { id: true } })
    level = children.map(({ id }) => id).filter((id) => !all.has(id))
    for (const id of level) all.add(id)
  }
  return [...all]
}
