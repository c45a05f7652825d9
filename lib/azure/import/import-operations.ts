/** Accepting a plan: an import is begun, told of, stopped. The work itself is done in the background. */

import { afterwards } from '@/lib/azure/import/afterwards'
import { importView } from '@/lib/azure/import/import-view'
import { choicesOf } from '@/lib/azure/import/plan-operations'
import { instanceOf } from '@/lib/azure/instances/instance-operations'
import { getLatestEstate } from '@/lib/azure/read/latest-estate'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { azureImport, azureImportStart } from '@/lib/contracts/azure-import'
import { empty } from '@/lib/contracts/paging'
import type { Context } from '@/lib/control/context'
import { command, query } from '@/lib/control/operation'

/** Accepts the plan. One import at a time; what an earlier one has made is left as it is. */
export const startAzureImport = afterwards(
  command(
    'azure.import',
    { path: { id: 'azureInstance' }, in: azureImportStart, out: azureImport, creates: true },
    async (context, { id, owner }) => {
      const { db, actor, now } = context
      await context.serialize()
      await instanceOf(context, id)
      const { readId } = await getLatestEstate(context, id)
      if ((await db.azureImport.count({ where: { instanceId: id, state: 'running' } })) > 0)
        throw new Fault('resource.wrong_state', { public: 'It is being brought over already.' })
      const choices = await choicesOf(db, id)
      const actorId = actor.kind === 'system' ? null : actor.userId
      const row = await db.azureImport.create({
        data: { id: newUuid(), instanceId: id, readId, choices, owner, actorId, actorName: actor.name, startedAt: now },
      })
      context.record({ noun: 'azureImport', id: row.id, after: { instanceId: id, owner, choices }, alters: [] })
      return importView(row)
    },
  ),
)

export const getAzureImport = query(
  'azure.read',
  { path: { id: 'azureImport' }, in: empty, out: azureImport },
  async (context, { id }) => importView(await importOf(context, id)),
)

/** What has been made stays; another import goes on from there. */
export const stopAzureImport = command(
  'azure.import',
  { path: { id: 'azureImport' }, in: empty, out: azureImport },
  async (context, { id }) => {
    const before = await importOf(context, id)
    if (before.state !== 'running') return importView(before)
    const row = await context.db.azureImport.update({ where: { id }, data: { state: 'stopped', endedAt: context.now } })
    context.record({ noun: 'azureImport', id, before: { state: 'running' }, after: { state: 'stopped' }, alters: [] })
    return importView(row)
  },
)

async function importOf({ db }: Context, id: string) {
  const row = await db.azureImport.findUnique({ where: { id } })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such import.' })
  return row
}
