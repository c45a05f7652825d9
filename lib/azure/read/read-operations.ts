import type { z } from 'zod'
import { instanceOf } from '@/lib/azure/instances/instance-operations'
import { readSelect, readView } from '@/lib/azure/instances/instance-view'
import { pokeAzureWork } from '@/lib/azure/read/azure-work'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { azureRead, azureReadList, azureReadPage } from '@/lib/contracts/azure-instance'
import { empty } from '@/lib/contracts/paging'
import type { PathOf } from '@/lib/control/input'
import { command, type Operation, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'

export const listAzureReads = query(
  'azure.read',
  { path: { id: 'azureInstance' }, in: azureReadList, out: azureReadPage },
  async (context, { id, ...input }) => {
    await instanceOf(context, id)
    return pageOf({
      query: input,
      sorts: { startedAt: 'time' },
      defaultSort: '-startedAt',
      fetch: ({ after, orderBy, take }) =>
        context.db.azureRead.findMany({ where: { AND: [{ instanceId: id }, after] }, orderBy, take, select: readSelect }),
      view: readView,
    })
  },
)

export const getAzureRead = query(
  'azure.read',
  { path: { id: 'azureRead' }, in: empty, out: azureRead },
  async ({ db }, { id }) => {
    const row = await db.azureRead.findUnique({ where: { id }, select: readSelect })
    if (!row) throw new Fault('resource.not_found', { public: 'There is no such reading.' })
    return readView(row)
  },
)

/** Begins to read an instance; one reading at a time. */
export const startAzureRead = andPoke(
  command('azure.fetch', { path: { id: 'azureInstance' }, in: empty, out: azureRead, creates: true }, async (context, { id }) => {
    await context.serialize()
    await instanceOf(context, id)
    const running = await context.db.azureRead.count({ where: { instanceId: id, state: 'running' } })
    if (running > 0) throw new Fault('resource.wrong_state', { public: 'It is being read already.' })
    const row = await context.db.azureRead.create({
      data: { id: newUuid(), instanceId: id, startedAt: context.now },
      select: readSelect,
    })
    context.record({ noun: 'azureRead', id: row.id, after: { instanceId: id, state: 'running' }, alters: [] })
    return readView(row)
  }),
)

/** A reading that failed goes on where it was: what was read stays read. */
export const resumeAzureRead = andPoke(
  command('azure.fetch', { path: { id: 'azureRead' }, in: empty, out: azureRead }, async (context, { id }) => {
    const known = await context.db.azureRead.findUnique({ where: { id }, select: { state: true, instanceId: true } })
    if (!known) throw new Fault('resource.not_found', { public: 'There is no such reading.' })
    if (known.state !== 'failed') throw new Fault('resource.wrong_state', { public: 'Only a reading that failed can go on.' })
    const row = await context.db.azureRead.update({
      where: { id },
      data: { state: 'running', error: null, endedAt: null, leasedBy: null, leasedUntil: null },
      select: readSelect,
    })
    context.record({ noun: 'azureRead', id, before: { state: 'failed' }, after: { state: 'running' }, alters: [] })
    return readView(row)
  }),
)

/** The operation, and once its transaction is committed a word to whoever does the work. */
function andPoke<P extends PathOf, I extends z.ZodObject, O extends z.ZodType>(
  operation: Operation<P, I, O>,
): Operation<P, I, O> {
  const run: typeof operation = Object.assign(
    async (...given: Parameters<typeof operation>) => {
      const output = await operation(...given)
      pokeAzureWork()
      return output
    },
    { kind: operation.kind, action: operation.action, spec: operation.spec },
  )
  return run
}
