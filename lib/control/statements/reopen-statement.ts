import { Fault } from '@/lib/base/faults'
import { reopenIn, statementDetail as statementOut } from '@/lib/contracts/statement'
import { command } from '@/lib/control/operation'
import { statementOf } from '@/lib/control/statements/statement-queries'
import { statementDetail, statementViewer } from '@/lib/control/statements/statement-view'

/** From here on the statement does not count. It stays as it is; closing its month again makes the next version. */
export const reopenStatement = command(
  'statements.reopen',
  { path: { id: 'statement' }, in: reopenIn, out: statementOut },
  async (context, { id, reason }) => {
    const { db, actor, now } = context
    await context.serialize()
    const row = await statementOf(context, id)
    if (row.reopened) throw new Fault('resource.wrong_state', { public: 'That statement has been re-opened already.' })
    await db.statementReopening.create({ data: { statementId: id, at: now, by: actor.name, reason } })
    const after = await statementOf(context, id)
    const view = await statementViewer(context, [row])
    context.record({
      noun: 'statement',
      id,
      tenantId: row.tenantId,
      before: view(row),
      after: view(after),
      alters: [],
    })
    return statementDetail(context, after)
  },
)
