import { Fault } from '@/lib/base/faults'
import { statementList, statementDetail as statementOut, statementPage, statementQuery } from '@/lib/contracts/statement'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'
import { firstOf } from '@/lib/control/statements/month-usage'
import { type StatementRow, statementDetail, statementInclude, statementViewer } from '@/lib/control/statements/statement-view'

/** Newest first. */
export const listStatements = query('statements.read', { in: statementList, out: statementPage }, async (context, input) => {
  const where: Prisma.StatementWhereInput = {}
  if (input.month) where.month = firstOf(input.month)
  if (input.tenantId) where.tenantId = dbId('tenant', input.tenantId)
  if (input.state) where.reopened = input.state === 'closed' ? null : { isNot: null }
  if (input.search) where.OR = [{ tenantName: containing(input.search) }, { costCentre: containing(input.search) }]
  const page = await pageOf({
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
    view: (row) => row,
  })
  const view = await statementViewer(context, page.items)
  return { items: page.items.map(view), nextCursor: page.nextCursor }
})

export const getStatement = query(
  'statements.read',
  { path: { id: 'statement' }, in: statementQuery, out: statementOut },
  async (context, { id }) => statementDetail(context, await statementOf(context, id)),
)

export async function statementOf({ db, scope }: Context, id: string): Promise<StatementRow> {
  const row = await db.statement.findFirst({ where: { AND: [scope.ofTenant, { id }] }, include: statementInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such statement.' })
  return row
}
