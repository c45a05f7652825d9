/** Looks at every budget: how it stands, and which thresholds it has reached that nobody was told of yet. */
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import { type KnownStatus, statusOf, tenantsOf } from '@/lib/control/budgets/budget-spend'
import { stateView } from '@/lib/control/budgets/budget-state'
import { type BudgetRow, budgetInclude, scopeLabel } from '@/lib/control/budgets/budget-view'
import type { Db, Tx } from '@/lib/control/database'
import { enqueueNotice } from '@/lib/control/notifications/enqueue-notice'
import { reachedThresholds } from '@/lib/policy/budgets/budget-status'

const BATCH = 100

/** How many were looked at, and of how many thresholds people were told. */
export async function evaluateBudgets(db: Db, now: Date): Promise<string> {
  let looked = 0
  let told = 0
  for (let after = ''; ; ) {
    const rows: BudgetRow[] = await db.budget.findMany({
      where: after ? { id: { gt: after } } : {},
      include: budgetInclude,
      orderBy: { id: 'asc' },
      take: BATCH,
    })
    for (const row of rows) told += await evaluate(db, row, now)
    looked += rows.length
    const last = rows.at(-1)
    if (!last || rows.length < BATCH) return `looked at ${looked} budgets, told of ${told} thresholds`
    after = last.id
  }
}

/** After a raise: thresholds of the period that the larger amount has not reached yet are told of again when it does. */
export async function forgetUnreached(db: Tx, row: BudgetRow, now: Date): Promise<void> {
  const status = await statusOf(db, row, now)
  await db.budgetEvent.deleteMany({
    where: {
      budgetId: row.id,
      periodStart: new Date(`${status.range.first}T00:00:00Z`),
      NOT: { OR: reachedThresholds(row, status) },
    },
  })
}

/** Each threshold of a period is written once; people hear of the highest that is new, not of each on the way to it. */
async function evaluate(db: Db, row: BudgetRow, now: Date): Promise<number> {
  const status = await statusOf(db, row, now)
  const reached = reachedThresholds(row, status)
  return db.$transaction(async (tx) => {
    const { count } = await tx.budget.updateMany({
      where: { id: row.id, version: row.version },
      data: { state: stateView(status, row.amountNano, now), updatedAt: row.updatedAt },
    })
    // Somebody has just changed it: the next look sees that.
    if (count === 0) return 0
    const periodStart = new Date(`${status.range.first}T00:00:00Z`)
    const made = await tx.budgetEvent.createManyAndReturn({
      data: reached.map((one) => ({
        ...one,
        budgetId: row.id,
        periodStart,
        spentNano: status.spentNano,
        expectedNano: status.expectedNano,
        amountNano: row.amountNano,
        at: now,
      })),
      skipDuplicates: true,
      select: { kind: true, threshold: true },
    })
    let told = 0
    for (const kind of ['actual', 'forecast'] as const) {
      const highest = Math.max(0, ...made.filter((one) => one.kind === kind).map(({ threshold }) => threshold))
      if (highest === 0) continue
      const owners = await tenantsOf(tx, row)
      const words = kind === 'actual' ? spentWords(row, status, highest) : expectedWords(row, status, highest)
      await enqueueNotice(
        tx,
        {
          topic: 'budget.threshold',
          severity: kind === 'actual' && highest >= 100 ? 'critical' : highest >= 80 ? 'warning' : 'info',
          ...words,
          path: `/finance/budgets/${toPublicId('budget', row.id)}`,
          tenantId: row.tenantId,
          ownersOf: row.tenantId ? [row.tenantId] : owners,
          userIds: [row.createdById],
          // After a raise the same threshold is another amount, and another version.
          dedupKey: `budget:${row.id}:${row.version}:${status.range.first}:${kind}:${highest}`,
          data: {
            budgetId: toPublicId('budget', row.id),
            budgetName: row.name,
            kind,
            threshold: highest,
            spent: formatNano(status.spentNano),
            expected: formatNano(status.expectedNano),
            amount: formatNano(row.amountNano),
            currency: row.currency,
          },
        },
        now,
      )
      told++
    }
    return told
  })
}

function spentWords(row: BudgetRow, { spentNano }: KnownStatus, threshold: number) {
  const stop = row.limitId ? 'Calls beyond 100 % are refused.' : 'Nothing is refused because of it.'
  return {
    title: `${threshold} % of the budget ${row.name} is spent`,
    text: `${scopeLabel(row)} has spent ${money(row, spentNano)} of ${money(row, row.amountNano)} this ${row.period}. ${stop}`,
  }
}

function expectedWords(row: BudgetRow, status: KnownStatus, threshold: number) {
  const usedUp = status.usedUpOn ? ` It would be used up on ${status.usedUpOn}.` : ''
  return {
    title: `${row.name} is expected to reach ${threshold} % of its budget`,
    text: `${scopeLabel(row)} has spent ${money(row, status.spentNano)} and will likely have spent ${money(row, status.expectedNano)} of ${money(row, row.amountNano)} by the end of the ${row.period} (eight times out of ten between ${money(row, status.lowNano)} and ${money(row, status.highNano)}).${usedUp}`,
  }
}

/** Two decimals: nobody reads nanos in a mail. */
function money({ currency }: BudgetRow, nano: bigint): string {
  const cents = (nano + 5_000_000n) / 10_000_000n
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')} ${currency}`
}
