import { periodOfDay } from '@/lib/base/day-range'
import { Fault } from '@/lib/base/faults'
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import { type BudgetDetail, budgetDetail, budgetList, budgetPage, budgetQuery } from '@/lib/contracts/budget'
import { statusOf } from '@/lib/control/budgets/budget-spend'
import { stateView } from '@/lib/control/budgets/budget-state'
import { type BudgetRow, budgetInclude, budgetView } from '@/lib/control/budgets/budget-view'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { iso, isoOrNull } from '@/lib/control/iso'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'

const MOST_SHOWN = 50

export const listBudgets = query('budgets.read', { in: budgetList, out: budgetPage }, (context, input) => {
  const where: Prisma.BudgetWhereInput = {}
  if (input.kind) where[kindColumn[input.kind]] = { not: null }
  if (input.period) where.period = input.period
  if (input.tenantId) where.tenantId = dbId('tenant', input.tenantId)
  if (input.search) where.name = containing(input.search)
  if (input.state === 'asked') where.raises = { some: { state: 'requested' } }
  else if (input.state) where.state = { path: [input.state === 'over' ? 'spentPercent' : 'expectedPercent'], gte: 100 }
  return pageOf({
    query: input,
    sorts: { name: 'text', amountNano: 'number', createdAt: 'time' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) =>
      context.db.budget.findMany({
        where: { AND: [context.scope.ofTenant, where, after] },
        orderBy,
        take,
        include: budgetInclude,
      }),
    view: (row) => budgetView(row, context.actor),
  })
})

/** As it stands this moment, with each day of its period. */
export const getBudget = query(
  'budgets.read',
  { path: { id: 'budget' }, in: budgetQuery, out: budgetDetail },
  async (context, { id }) => {
    const { db, now, actor } = context
    const row = await budgetOf(context, id)
    const status = await statusOf(db, row, now)
    const [raises, events] = await Promise.all([
      db.budgetRaise.findMany({ where: { budgetId: id }, orderBy: { requestedAt: 'desc' }, take: MOST_SHOWN }),
      db.budgetEvent.findMany({ where: { budgetId: id }, orderBy: { id: 'desc' }, take: MOST_SHOWN }),
    ])
    return {
      ...budgetView(row, actor),
      state: stateView(status, row.amountNano, now),
      days: status.days.map(({ day, spentNano, expectedNano }) => ({
        day,
        spent: moneyOrNull(spentNano),
        expected: moneyOrNull(expectedNano),
      })),
      errors: status.errors,
      raises: raises.map((raise) => ({
        id: toPublicId('raise', raise.id),
        amount: formatNano(raise.amountNano),
        reason: raise.reason,
        state: raise.state as BudgetDetail['raises'][number]['state'],
        requestedBy: raise.requestedBy,
        requestedAt: iso(raise.requestedAt),
        decidedBy: raise.decidedBy,
        decidedAt: isoOrNull(raise.decidedAt),
        note: raise.note,
      })),
      events: events.map((event) => ({
        period: periodOfDay(row.period as 'month', event.periodStart.toISOString().slice(0, 10)),
        kind: event.kind as 'actual',
        threshold: event.threshold,
        spent: formatNano(event.spentNano),
        expected: formatNano(event.expectedNano),
        at: iso(event.at),
      })),
    }
  },
)

/** The budget, where the actor may do this to it; else 404. */
export async function budgetOf({ db, scope }: Context, id: string): Promise<BudgetRow> {
  const row = await db.budget.findFirst({ where: { AND: [{ id }, scope.ofTenant] }, include: budgetInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such budget.' })
  return row
}

const kindColumn = { tenant: 'tenantId', product: 'productId', costCentre: 'costCentre', model: 'model' } as const

function moneyOrNull(nano: bigint | null): string | null {
  return nano === null ? null : formatNano(nano)
}
