/** A budget's limit: refuses calls beyond the amount, and goes with the budget. */
import { isAllowedEverywhere } from '@/lib/access/actor'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import { statusOf } from '@/lib/control/budgets/budget-spend'
import type { BudgetRow } from '@/lib/control/budgets/budget-view'
import type { CommandContext } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'
import { limitInclude, limitView } from '@/lib/control/limits/limit-view'
import { zoneAt } from '@/lib/control/tenants/tenant-view'
import { periodAt } from '@/lib/policy/limits/calendar'

/** Makes it and answers its id. What refuses calls is an admin's to set, as all limits of the platform are. */
export async function createHardStop(context: CommandContext, budget: BudgetRow): Promise<string> {
  const { db, actor, now } = context
  if (budget.costCentre)
    throw invalidField('hardStop', 'is not for a cost centre: no limit counts by it. Set one for each of its tenants')
  if (!isAllowedEverywhere(actor, 'limits.create'))
    throw new Fault('access.denied', {
      public: 'A hard stop refuses calls: only an admin may set one. Plan the budget without it.',
    })
  const { tenantId, productId, model, amountNano, currency } = budget
  requireCountable(amountNano)
  const row = await db.limit.create({
    data: {
      id: newUuid(),
      name: `Budget ${budget.name}`,
      tenantId,
      productId,
      model,
      countBy: tenantId ? 'tenant' : productId ? 'product' : 'model',
      measure: 'cost',
      windowKind: 'quota',
      period: budget.period as 'month',
      amount: amountNano,
      currency,
      timeZone: tenantId ? null : 'UTC',
      // People hear of the budget itself.
      thresholds: [],
      createdAt: now,
    },
    include: limitInclude,
  })
  await countSpent(context, budget, row)
  context.record({ noun: 'limit', id: row.id, tenantId, after: limitView(row, now) })
  return row.id
}

/** What the running period has spent already counts: the gateways read it before the limit comes into force. */
async function countSpent({ db, now }: CommandContext, budget: BudgetRow, { id, countBy, weekStart }: Limit): Promise<void> {
  const { spentNano } = await statusOf(db, budget, now)
  if (spentNano <= 0n) return
  const zone = budget.tenant ? zoneAt(budget.tenant, now) : 'UTC'
  const { startMs } = periodAt(budget.period as 'month', zone, weekStart, now.getTime())
  const countKeys: Record<string, string | null> = { tenant: budget.tenantId, product: budget.productId, model: budget.model }
  await db.counterTotal.create({
    data: {
      limitId: id,
      countKey: countKeys[countBy] ?? '',
      periodStart: new Date(startMs),
      // The total itself stays what the ledger has booked for this limit, so that the two can be compared.
      total: 0n,
      resetTotal: -(spentNano < MOST_COUNTABLE ? spentNano : MOST_COUNTABLE),
    },
  })
}

type Limit = { id: string; countBy: string; weekStart: number }

export async function changeHardStop(context: CommandContext, limitId: string, amountNano: bigint): Promise<void> {
  const { db, now } = context
  requireCountable(amountNano)
  const before = await db.limit.findUniqueOrThrow({ where: { id: limitId }, include: limitInclude })
  const after = await db.limit.update({
    where: { id: limitId },
    data: { amount: amountNano, version: { increment: 1 } },
    include: limitInclude,
  })
  context.record({
    noun: 'limit',
    id: limitId,
    tenantId: before.tenantId,
    before: limitView(before, now),
    after: limitView(after, now),
  })
}

/** Calls that were refused are let through again, however much they cost: an admin's, like setting it. More money goes by approval. */
export async function deleteHardStop(context: CommandContext, limitId: string): Promise<void> {
  const { db, actor, now } = context
  if (!isAllowedEverywhere(actor, 'limits.delete'))
    throw new Fault('access.denied', {
      public: 'The budget has a hard stop, which only an admin may take away. Ask for more money instead.',
    })
  const before = await db.limit.findUniqueOrThrow({ where: { id: limitId }, include: limitInclude })
  await db.limit.delete({ where: { id: limitId } })
  context.record({ noun: 'limit', id: limitId, tenantId: before.tenantId, before: limitView(before, now) })
}

/** Counters are plain numbers. */
function requireCountable(amountNano: bigint): void {
  if (amountNano > MOST_COUNTABLE) throw invalidField('amount', `must be at most ${formatNano(MOST_COUNTABLE)} with a hard stop`)
}

const MOST_COUNTABLE = BigInt(Number.MAX_SAFE_INTEGER)
