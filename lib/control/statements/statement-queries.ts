import { Fault } from '@/lib/base/faults'
import { statementDetail, statementList, statementPage, statementQuery } from '@/lib/contracts/statement'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'
import { firstOf } from '@/lib/control/statements/month-usage'
import { type StatementRow, statementDetailView, statementInclude, statementView } from '@/lib/control/statements/statement-view'

/** Newest first. */
export const listStatements = query('statements.read', { in: statementList, out: statementPage }, (context, input) => {
  const where: Prisma.StatementWhereInput = {}
  if (input.month) where.month = firstOf(input.month)
  if (input.tenantId) where.tenantId = dbId('tenant', input.tenantId)
  if (input.state) where.reopened = input.state === 'closed' ? null : { isNot: null }
  if (input.search) where.OR = [{ tenantName: containing(input.search) }, { costCentre: containing(input.search) }]
  return pageOf({
    query: input,
    sorts: { number: 'number', tenantName: 'text', month: 'time', closedAt: 'time' },
    defaultSort: '-number',
    fetch: ({ after, orderBy, take }) =>
      context.db.statement.findMany({
        where: { AND: [context.scope.ofTenant, where, after] },
        orderBy,
        take,
        include: statementInclude,
      }),
    view: statementView,
  })
})

export const getStatement = query(
  'statements.read',
  { path: { id: 'statement' }, in: statementQuery, out: statementDetail },
  async (context, { id }) => statementDetailView(await statementOf(context, id)),
)

export async function statementOf({ db, scope }: Context, id: string): Promise<StatementRow> {
  const row = await db.statement.findFirst({ where: { AND: [scope.ofTenant, { id }] }, include: statementInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such statement.' })
  return row
}
