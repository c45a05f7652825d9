/** More money for a budget: somebody asks, somebody else decides. */
import { Fault } from '@/lib/base/faults'
import { newUuid, toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import { type Budget, budget, budgetRaise, raiseDecision, raiseRejection } from '@/lib/contracts/budget'
import { looked, nanoOf } from '@/lib/control/budgets/budget-commands'
import { budgetOf } from '@/lib/control/budgets/budget-queries'
import { type BudgetRow, budgetInclude, budgetView } from '@/lib/control/budgets/budget-view'
import { forgetUnreached } from '@/lib/control/budgets/evaluate-budgets'
import { changeHardStop } from '@/lib/control/budgets/hard-stop'
import type { CommandContext } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { invalidField } from '@/lib/control/input'
import { enqueueNotice } from '@/lib/control/notifications/enqueue-notice'
import { command } from '@/lib/control/operation'

export const askForRaise = command(
  'budgets.raise',
  { path: { id: 'budget' }, in: budgetRaise, out: budget },
  async (context, { id, amount, reason }) => {
    const { db, actor, now } = context
    const row = await budgetOf(context, id)
    const amountNano = nanoOf(amount)
    if (amountNano <= row.amountNano) throw invalidField('amount', 'must be more than the budget has')
    if (row.raises.length > 0)
      throw new Fault('resource.conflict', { public: 'Somebody has asked for more already. Wait until that is decided.' })
    const raise = await db.budgetRaise.create({
      data: {
        id: newUuid(),
        budgetId: id,
        amountNano,
        reason,
        requestedById: actor.userId,
        requestedBy: actor.name,
        requestedAt: now,
      },
    })
    await tell(context, row, raise.id, `${actor.name} asks for ${formatNano(amountNano)} ${row.currency} for ${row.name}`, [
      `It has ${formatNano(row.amountNano)} ${row.currency} a ${row.period} now. The reason given: ${reason}`,
    ])
    return recorded(context, row, await budgetOf(context, id))
  },
)

export const approveRaise = command(
  'budgets.decide',
  { path: { id: 'raise' }, in: raiseDecision, out: budget },
  async (context, { id, note }) => {
    const { db } = context
    const { raise, row } = await decided(context, id, { state: 'approved', note: note ?? null })
    if (raise.amountNano <= row.amountNano)
      throw new Fault('resource.wrong_state', { public: 'The budget has as much by now. Reject the question instead.' })
    if (row.limitId) await changeHardStop(context, row.limitId, raise.amountNano)
    const updated = await db.budget.update({
      where: { id: row.id, version: row.version },
      data: { amountNano: raise.amountNano, version: { increment: 1 } },
      include: budgetInclude,
    })
    await forgetUnreached(db, updated, context.now)
    return recorded(context, row, await looked(context, updated, {}))
  },
)

export const rejectRaise = command(
  'budgets.decide',
  { path: { id: 'raise' }, in: raiseRejection, out: budget },
  async (context, { id, note }) => {
    const { row } = await decided(context, id, { state: 'rejected', note })
    return recorded(context, row, await budgetOf(context, row.id))
  },
)

/** Nobody decides what they asked for, and nothing is decided twice. */
async function decided(context: CommandContext, id: string, outcome: { state: 'approved' | 'rejected'; note: string | null }) {
  const { db, actor, now } = context
  const raise = await db.budgetRaise.findUnique({ where: { id } })
  if (!raise) throw new Fault('resource.not_found', { public: 'Nobody has asked for that.' })
  const row = await budgetOf(context, raise.budgetId)
  if (raise.requestedById === actor.userId)
    throw new Fault('access.self_approval', { public: 'You asked for this yourself: somebody else has to decide.' })
  const { count } = await db.budgetRaise.updateMany({
    where: { id, state: 'requested' },
    data: { ...outcome, decidedBy: actor.name, decidedAt: now },
  })
  if (count === 0) throw new Fault('resource.wrong_state', { public: `This was ${raise.state} already.` })
  await tell(
    context,
    row,
    `${raise.id}:${outcome.state}`,
    `The larger budget for ${row.name} was ${outcome.state}`,
    [`${actor.name} ${outcome.state} ${formatNano(raise.amountNano)} ${row.currency}.`, ...(outcome.note ? [outcome.note] : [])],
    [raise.requestedById],
  )
  return { raise, row }
}

async function tell(
  { db, now }: CommandContext,
  row: BudgetRow,
  key: string,
  title: string,
  text: string[],
  userIds: string[] = [],
): Promise<void> {
  await enqueueNotice(
    db,
    {
      topic: 'budget.raise',
      title,
      text: text.join(' '),
      path: `/finance/budgets/${toPublicId('budget', row.id)}`,
      tenantId: row.tenantId,
      userIds,
      dedupKey: `raise:${key}`,
      data: { budgetId: toPublicId('budget', row.id), budgetName: row.name } satisfies Prisma.InputJsonObject,
    },
    now,
  )
}

function recorded(context: CommandContext, before: BudgetRow, after: BudgetRow): Budget {
  const { actor } = context
  const view = budgetView(after, actor)
  context.record({
    noun: 'budget',
    id: after.id,
    tenantId: after.tenantId,
    before: budgetView(before, actor),
    after: view,
    alters: [],
  })
  return view
}
