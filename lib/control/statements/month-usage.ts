/** What is known of tenants' months: sums of the rollups, and what statements in force have said. */
import type { Tx } from '@/lib/control/database'
import { moneyOnly, summed, sumsOf, type UsageGroup, usageSums } from '@/lib/policy/statements/statement-lines'

type Asked = { tenantId: string; month: Date; currency: string }

/**
 * The sums of a tenant's own calendar month: its calls, what re-ratings have found of them, its part of what many share. Refused calls
 * cost nothing and are not on statements.
 */
export async function usageOf(db: Tx, asked: Asked): Promise<UsageGroup[]> {
  return [...(await callsOf(db, asked)), ...(await reratedOf(db, asked)), ...(await sharedOf(db, asked))]
}

async function callsOf({ usageRollup }: Tx, asked: Asked): Promise<UsageGroup[]> {
  const rows = await usageRollup.groupBy({
    by: ['localDay', 'productId', 'subscriptionId', 'model', 'backendId', 'currency'],
    where: {
      tenantId: asked.tenantId,
      localDay: { gte: asked.month, lt: monthAfter(asked.month) },
      outcome: { not: 'refused' },
    },
    orderBy: [
      { localDay: 'asc' },
      { productId: 'asc' },
      { subscriptionId: 'asc' },
      { model: 'asc' },
      { backendId: 'asc' },
      { currency: 'asc' },
    ],
    _sum: Object.fromEntries(usageSums.map((name) => [name, true])) as Record<(typeof usageSums)[number], true>,
  })
  return summed(
    rows.map(({ _sum, localDay, ...key }) => ({
      ...key,
      day: dayText(localDay),
      currency: key.currency ?? asked.currency,
      sourceId: null,
      isUsed: null,
      ...sumsOf(_sum),
    })),
  )
}

/** What was billed too little or too much of those calls, as far as somebody has booked it. */
async function reratedOf({ reratingLine }: Tx, { tenantId, month }: Asked): Promise<UsageGroup[]> {
  const lines = await reratingLine.findMany({
    where: { tenantId, day: { gte: month, lt: monthAfter(month) }, rerating: { state: 'booked' } },
    orderBy: { id: 'asc' },
  })
  return lines.map(({ reratingId, day, productId, subscriptionId, model, backendId, currency, priced, newNano, oldNano }) => ({
    ...moneyOnly(newNano - oldNano),
    ...{ productId, subscriptionId, model, backendId, currency },
    unpriced: -priced,
    day: dayText(day),
    sourceId: reratingId,
    isUsed: null,
  }))
}

/** Its part of commitments' hours. */
async function sharedOf({ commitmentShare }: Tx, { tenantId, month }: Asked): Promise<UsageGroup[]> {
  const shares = await commitmentShare.findMany({
    where: { tenantId, day: { gte: month, lt: monthAfter(month) } },
    include: { commitment: { select: { backendId: true, currency: true } } },
    orderBy: { id: 'asc' },
  })
  return summed(
    shares.map(({ commitment, commitmentId, day, productId, subscriptionId, model, isUsed, costNano }) => ({
      ...moneyOnly(costNano),
      ...commitment,
      ...{ productId, subscriptionId, model, isUsed },
      day: dayText(day),
      sourceId: commitmentId,
    })),
  )
}

/** What statements that count have said of a tenant's month, on whichever of them it stands. */
export async function statedOf(
  { statementLine }: Pick<Tx, 'statementLine'>,
  asked: Omit<Asked, 'currency'>,
): Promise<UsageGroup[]> {
  const lines = await statementLine.findMany({
    where: {
      day: { gte: asked.month, lt: monthAfter(asked.month) },
      statement: { tenantId: asked.tenantId, reopened: null },
    },
  })
  return lines.map((line) => ({ ...line, day: dayText(line.day) }))
}

export function dayText(day: Date): string {
  return day.toISOString().slice(0, 10)
}

export function monthAfter(month: Date): Date {
  return new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 1))
}

export function firstOf(month: string): Date {
  return new Date(`${month}-01T00:00:00Z`)
}

export function monthText(month: Date): string {
  return month.toISOString().slice(0, 7)
}
