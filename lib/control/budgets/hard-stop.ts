/** A budget's limit: refuses calls beyond the amount, and goes with the budget. */
import { isAllowedEverywhere } from '@/lib/access/actor'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { BudgetRow } from '@/lib/control/budgets/budget-view'
import type { CommandContext } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'
import { limitInclude, limitView } from '@/lib/control/limits/limit-view'

/** Makes it and answers its id. What refuses calls is an admin's to set, as all limits of the platform are. */
export async function createHardStop(context: CommandContext, budget: Omit<BudgetRow, 'raises'>): Promise<string> {
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
  context.record({ noun: 'limit', id: row.id, tenantId, after: limitView(row, now) })
  return row.id
}

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

export async function deleteHardStop(context: CommandContext, limitId: string): Promise<void> {
  const { db, now } = context
  const before = await db.limit.findUniqueOrThrow({ where: { id: limitId }, include: limitInclude })
  await db.limit.delete({ where: { id: limitId } })
  context.record({ noun: 'limit', id: limitId, tenantId: before.tenantId, before: limitView(before, now) })
}

/** Counters are plain numbers. */
function requireCountable(amountNano: bigint): void {
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  if (amountNano > most) throw invalidField('amount', `must be at most ${formatNano(most)} with a hard stop`)
}
