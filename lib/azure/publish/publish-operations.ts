import { z } from 'zod'
import { isAllowed } from '@/lib/access/actor'
import { instanceOf } from '@/lib/azure/instances/instance-operations'
import type { EntityChange } from '@/lib/azure/publish/entity'
import { planPublish } from '@/lib/azure/publish/plan-publish'
import { previewView, publishInclude, publishView } from '@/lib/azure/publish/publish-view'
import { pokeAzureWork } from '@/lib/azure/read/azure-work'
import { HIDDEN } from '@/lib/azure/read/hide-secrets'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import {
  azureOwnIn,
  azurePublish,
  azurePublishIn,
  azurePublishList,
  azurePublishOut,
  azurePublishPage,
} from '@/lib/contracts/azure-publish'
import { empty } from '@/lib/contracts/paging'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { parseInput } from '@/lib/control/input'
import { command, type Operation, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'

const path = { id: 'azureInstance' } as const
const publishSpec = { path, in: azurePublishIn, out: azurePublishOut, creates: true }

/** Answers what it would write, and writes it where that was seen and `dryRun` is false. */
export const publishToAzure: Operation<{ id: 'azureInstance' }, typeof azurePublishIn, typeof azurePublishOut> = Object.assign(
  async (
    ...[actor, input, call]: Parameters<Operation<{ id: 'azureInstance' }, typeof azurePublishIn, typeof azurePublishOut>>
  ) => {
    if (!isAllowed(actor, 'azure.publish')) throw new Fault('access.denied', { public: 'You may not publish to API Management.' })
    const asked = parseInput(publishSpec, input)
    // Azure is asked outside of the transaction: it may tell us to wait.
    const plan = await planForPublish(actor, { id: input.id })
    const preview = previewView(plan)
    if (asked.dryRun) return { preview, publish: null }
    const { only } = asked
    if (!only && asked.digest !== plan.digest)
      throw new Fault('request.stale', { public: 'What would be written has changed since the preview. Look at it again.' })
    const isWrite = ({ action }: EntityChange) => action === 'create' || action === 'update' || action === 'delete'
    const isAsked = ({ kind, name }: EntityChange) => !only || (only.kind === kind && only.name === name)
    const writes = plan.changes.filter((change) => isWrite(change) && isAsked(change))
    const publish = await storePublish(actor, { id: input.id, writes: writes.map(writeOf) }, call)
    pokeAzureWork()
    return { preview, publish }
  },
  {
    kind: 'command' as const,
    action: 'azure.publish' as const,
    spec: publishSpec,
  },
)

const planForPublish = query(
  'azure.publish',
  { path, in: empty, out: z.custom<Awaited<ReturnType<typeof planPublish>>>() },
  async (context, { id }) => planPublish(context, await instanceOf(context, id)),
)

const write = z.object({
  kind: z.string(),
  name: z.string(),
  action: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  noun: z.string().nullable(),
  entityId: z.string().nullable(),
})

function writeOf({ kind, name, action, actual, desired }: EntityChange): z.output<typeof write> {
  const [before, after] = [actual?.body ?? null, desired?.body ?? null]
  return { kind, name, action, before, after, noun: desired?.noun ?? null, entityId: desired?.entityId ?? null }
}

const storePublish = command(
  'azure.publish',
  { path, in: z.strictObject({ writes: z.array(write) }), out: azurePublish, creates: true },
  async (context, { id, writes }) => {
    await context.serialize()
    await refuseWhilePublishing(context, id)
    const isNothing = writes.length === 0
    const row = await context.db.azurePublish.create({
      data: {
        id: newUuid(),
        instanceId: id,
        actorName: context.actor.name,
        createdAt: context.now,
        state: isNothing ? 'done' : 'pending',
        endedAt: isNothing ? context.now : null,
        writes: { create: writes.map((one, seq) => ({ ...one, seq, before: json(one.before), after: json(one.after) })) },
      },
      include: publishInclude,
    })
    context.record({ noun: 'azurePublish', id: row.id, after: { instanceId: id, writes: writes.length }, alters: [] })
    return publishView(row)
  },
)

const HELD_SECRET = 'Not taken back: what was there held a secret, which is kept nowhere. Put it back there.'

/** Goes on with a publishing that stopped: what was written stays written. */
export const resumeAzurePublish = poking(
  command('azure.publish', { path: { id: 'azurePublish' }, in: empty, out: azurePublish }, async (context, { id }) => {
    await context.serialize()
    const known = await publishOf(context, id)
    if (known.state !== 'failed') throw new Fault('resource.wrong_state', { public: 'Only a publishing that stopped can go on.' })
    await refuseWhilePublishing(context, known.instanceId)
    await context.db.azureWrite.updateMany({ where: { publishId: id, state: 'failed' }, data: { state: 'pending', error: null } })
    const data = { state: 'pending' as const, error: null, endedAt: null, leasedBy: null, leasedUntil: null }
    const row = await context.db.azurePublish.update({ where: { id }, data, include: publishInclude })
    context.record({ noun: 'azurePublish', id, before: { state: 'failed' }, after: { state: 'pending' }, alters: [] })
    return publishView(row)
  }),
)

/** Takes the writes of a publishing back, the last one first: what was there before is put there again. */
export const revertAzurePublish = poking(
  command(
    'azure.publish',
    { path: { id: 'azurePublish' }, in: empty, out: azurePublish, creates: true },
    async (context, { id }) => {
      await context.serialize()
      const known = await publishOf(context, id)
      await refuseWhilePublishing(context, known.instanceId)
      const made = known.writes.filter(({ state }) => state === 'done').reverse()
      // Secrets are kept nowhere: what held one cannot be put there again, and stays as it was written.
      const done = made.filter(({ before }) => !JSON.stringify(before).includes(HIDDEN))
      if (done.length === 0)
        throw new Fault('resource.wrong_state', {
          public: made.length > 0 ? HELD_SECRET : 'It has written nothing that could be taken back.',
        })
      const inverse = done.map(({ kind, name, action, before, after, noun, entityId }, seq) => ({
        ...{ seq, kind, name, noun, entityId },
        action: action === 'create' ? 'delete' : action === 'delete' ? 'create' : 'update',
        before: json(after),
        after: json(before),
      }))
      const row = await context.db.azurePublish.create({
        data: {
          ...{ id: newUuid(), instanceId: known.instanceId, reverts: id },
          actorName: context.actor.name,
          createdAt: context.now,
          writes: { create: inverse },
        },
        include: publishInclude,
      })
      await context.db.azurePublish.update({ where: { id }, data: { state: 'reverted' } })
      const seqs = done.map(({ seq }) => seq)
      await context.db.azureWrite.updateMany({ where: { publishId: id, seq: { in: seqs } }, data: { state: 'reverted' } })
      await context.db.azureWrite.updateMany({ where: { publishId: id, state: 'done' }, data: { error: HELD_SECRET } })
      context.record({ noun: 'azurePublish', id: row.id, after: { reverts: id, writes: inverse.length }, alters: [] })
      return publishView(row)
    },
  ),
)

export const getAzurePublish = query(
  'azure.read',
  { path: { id: 'azurePublish' }, in: empty, out: azurePublish },
  async (context, { id }) => publishView(await publishOf(context, id)),
)

export const listAzurePublishes = query(
  'azure.read',
  { path, in: azurePublishList, out: azurePublishPage },
  async (context, { id, ...input }) => {
    await instanceOf(context, id)
    return pageOf({
      query: input,
      sorts: { createdAt: 'time' },
      defaultSort: '-createdAt',
      fetch: ({ after, orderBy, take }) =>
        context.db.azurePublish.findMany({ where: { AND: [{ instanceId: id }, after] }, orderBy, take, include: publishInclude }),
      view: publishView,
    })
  },
)

/** Takes an entity over, or hands it to API Management. */
export const ownAzureEntity = command(
  'azure.update',
  { path, in: azureOwnIn, out: azureOwnIn },
  async (context, { id, kind, name, owner }) => {
    await instanceOf(context, id)
    const kinds: Record<string, string> = {
      products: 'product',
      subscriptions: 'subscription',
      backends: 'backend',
      pools: 'backend',
    }
    const imported = { instanceId: id, kind: kinds[kind] ?? kind, name }
    const known = await context.db.azureEntity.findUnique({ where: { instanceId_kind_name: imported } })
    const key = known ? imported : { instanceId: id, kind, name }
    const where = { instanceId_kind_name: key }
    const before = known ?? (await context.db.azureEntity.findUnique({ where }))
    await context.db.azureEntity.upsert({ where, create: { ...key, owner }, update: { owner } })
    // What was imported and then published has two rows.
    await context.db.azureEntity.updateMany({
      where: { instanceId: id, name, kind: { in: [imported.kind, kind] } },
      data: { owner },
    })
    context.record({
      noun: 'azureInstance',
      id,
      before: { kind, name, owner: before?.owner ?? 'apim' },
      after: { kind, name, owner },
      alters: [],
    })
    return { kind, name, owner }
  },
)

async function publishOf({ db }: Context, id: string) {
  const row = await db.azurePublish.findUnique({ where: { id }, include: publishInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such publishing.' })
  return row
}

async function refuseWhilePublishing({ db }: Context, instanceId: string): Promise<void> {
  const running = await db.azurePublish.count({ where: { instanceId, state: 'pending' } })
  if (running > 0) throw new Fault('resource.wrong_state', { public: 'It is being published to already.' })
}

function json(value: unknown): Prisma.InputJsonValue | undefined {
  return value === null || value === undefined ? undefined : (value as Prisma.InputJsonValue)
}

type PublishOperation = Operation<{ id: 'azurePublish' }, typeof empty, typeof azurePublish>

function poking(operation: PublishOperation): PublishOperation {
  const { kind, action, spec } = operation
  return Object.assign(
    async (...given: Parameters<PublishOperation>) => {
      const output = await operation(...given)
      pokeAzureWork()
      return output
    },
    { kind, action, spec },
  )
}
