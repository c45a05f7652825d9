import { newUuid } from '@/lib/base/ids'
import { parseNano } from '@/lib/base/money'
import { budget, budgetCreate, budgetUpdate } from '@/lib/contracts/budget'
import { deleted, empty } from '@/lib/contracts/paging'
import { budgetOf } from '@/lib/control/budgets/budget-queries'
import { statusOf } from '@/lib/control/budgets/budget-spend'
import { stateView } from '@/lib/control/budgets/budget-state'
import { type BudgetRow, budgetInclude, budgetView } from '@/lib/control/budgets/budget-view'
import { changeHardStop, createHardStop, deleteHardStop } from '@/lib/control/budgets/hard-stop'
import type { CommandContext, Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbIdOf, invalidField } from '@/lib/control/input'
import { command } from '@/lib/control/operation'
import { readReporting } from '@/lib/control/rates/reporting-currency'
import { requireVersion } from '@/lib/control/versions'

export const createBudget = command(
  'budgets.create',
  { in: budgetCreate, out: budget, creates: true },
  async (context, input) => {
    const { db, actor, now } = context
    const { scope, amount, currency, hardStop, thresholds, forecastThresholds, ...fields } = input
    const about = await checkedScope(context, scope)
    const row = await db.budget.create({
      data: {
        id: context.call.restoredAs?.id ?? newUuid(),
        ...fields,
        ...about.ids,
        amountNano: nanoOf(amount),
        currency: currency ?? about.currency ?? (await readReporting(db)).currency,
        thresholds: inOrder(thresholds),
        forecastThresholds: inOrder(forecastThresholds),
        createdById: actor.userId,
        createdBy: actor.name,
        createdAt: now,
      },
      include: budgetInclude,
    })
    const limitId = hardStop ? await createHardStop(context, row) : null
    const after = budgetView(await looked(context, row, { limitId }), actor)
    context.record({ noun: 'budget', id: row.id, tenantId: row.tenantId, after, alters: [] })
    return after
  },
)

/** Less money at once; more goes by approval. */
export const updateBudget = command(
  'budgets.update',
  { path: { id: 'budget' }, in: budgetUpdate, out: budget, versioned: true },
  async (context, { id, amount, hardStop, thresholds, forecastThresholds, name }) => {
    const { db, actor } = context
    const row = await budgetOf(context, id)
    const before = budgetView(row, actor)
    requireVersion(context, before)
    const data: Prisma.BudgetUncheckedUpdateInput = { version: { increment: 1 } }
    if (name !== undefined) data.name = name
    if (thresholds) data.thresholds = inOrder(thresholds)
    if (forecastThresholds) data.forecastThresholds = inOrder(forecastThresholds)
    const amountNano = amount === undefined ? row.amountNano : nanoOf(amount)
    if (amountNano > row.amountNano) throw invalidField('amount', 'is more than it was: ask for it, and somebody else decides')
    data.amountNano = amountNano
    if (hardStop === true && !row.limitId)
      data.limitId = await createHardStop(context, { ...row, amountNano, name: name ?? row.name })
    else if (hardStop === false && row.limitId) await deleteHardStop(context, row.limitId)
    else if (row.limitId && amountNano !== row.amountNano) await changeHardStop(context, row.limitId, amountNano)
    const updated = await db.budget.update({ where: { id, version: row.version }, data, include: budgetInclude })
    const after = budgetView(await looked(context, updated, {}), actor)
    context.record({ noun: 'budget', id, tenantId: row.tenantId, before, after, alters: [] })
    return after
  },
)

export const deleteBudget = command(
  'budgets.delete',
  { path: { id: 'budget' }, in: empty, out: deleted, versioned: true },
  async (context, { id }) => {
    const row = await budgetOf(context, id)
    const before = budgetView(row, context.actor)
    requireVersion(context, before)
    await context.db.budget.delete({ where: { id, version: row.version } })
    if (row.limitId) await deleteHardStop(context, row.limitId)
    context.record({ noun: 'budget', id, tenantId: row.tenantId, before, alters: [] })
    return { deleted: true as const }
  },
)

/** Looks at it at once, so that whoever changed it sees how it stands. */
export async function looked(context: CommandContext, row: BudgetRow, more: { limitId?: string | null }): Promise<BudgetRow> {
  const state = stateView(await statusOf(context.db, row, context.now), row.amountNano, context.now)
  return context.db.budget.update({ where: { id: row.id }, data: { state, ...more }, include: budgetInclude })
}

type ScopeIn = {
  tenantId?: string | undefined
  productId?: string | undefined
  costCentre?: string | undefined
  model?: string | undefined
}

/** What it is for must be there. */
async function checkedScope({ db }: Context, scope: ScopeIn) {
  const tenantId = dbIdOf('tenant', scope.tenantId) ?? null
  const productId = dbIdOf('product', scope.productId) ?? null
  const { costCentre = null, model = null } = scope
  const tenant = tenantId ? await db.tenant.findFirst({ where: { id: tenantId, archivedAt: null } }) : null
  if (tenantId && !tenant) throw invalidField('scope.tenantId', 'is no tenant')
  if (productId && !(await db.product.findUnique({ where: { id: productId } })))
    throw invalidField('scope.productId', 'is no product')
  if (model && !(await db.model.findUnique({ where: { name: model } }))) throw invalidField('scope.model', 'is no model')
  if (costCentre && (await db.tenant.count({ where: { costCentre } })) === 0)
    throw invalidField('scope.costCentre', 'is the cost centre of no tenant')
  return { ids: { tenantId, productId, costCentre, model }, currency: tenant?.currency ?? null }
}

export function nanoOf(amount: string): bigint {
  const nano = parseNano(amount)
  if (nano === null || nano > MOST_NANO) throw invalidField('amount', 'is more than can be kept')
  return nano
}

/** What a bigint column holds. */
const MOST_NANO = 9_000_000_000_000_000_000n

function inOrder(thresholds: readonly number[]): number[] {
  return [...new Set(thresholds)].sort((a, b) => a - b)
}
