import type { z } from 'zod'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { deleted, empty } from '@/lib/contracts/paging'
import { pool, poolCreate, poolDrain, poolList, poolPage, poolUpdate } from '@/lib/contracts/pool'
import type { CommandContext, Context } from '@/lib/control/context'
import { dbId, invalidField } from '@/lib/control/input'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { type PoolRouting, type PoolRow, poolInclude, poolView, routingOf, strategyColumn } from '@/lib/control/pools/pool-view'
import { containing } from '@/lib/control/search'
import { requireVersion } from '@/lib/control/versions'
import { Prisma } from '@/lib/db/client'

export const listPools = query('pools.read', { in: poolList, out: poolPage }, ({ db }, input) => {
  const where: Prisma.PoolWhereInput = {}
  if (input.strategy) where.strategy = strategyColumn[input.strategy]
  if (input.search) where.name = containing(input.search)
  return pageOf({
    query: input,
    sorts: { name: 'text', createdAt: 'time' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) =>
      db.pool.findMany({ where: { AND: [where, after] }, orderBy, take, include: poolInclude }),
    view: poolView,
  })
})

export const getPool = query('pools.read', { path: { id: 'pool' }, in: empty, out: pool }, async (context, { id }) =>
  poolView(await poolOf(context, id)),
)

export const createPool = command(
  'pools.create',
  { in: poolCreate, out: pool, creates: true },
  async (context, { name, strategy, members, breaker, ...routing }) => {
    await requireFallback(context, routing.lastResort)
    const row = await context.db.pool.create({
      data: {
        id: context.call.restoredAs?.id ?? newUuid(),
        name,
        strategy: strategyColumn[strategy],
        breaker: breaker ?? Prisma.DbNull,
        routing: withoutUndefined(routing),
        members: { create: await knownMembers(context, members) },
        createdAt: context.now,
      },
      include: poolInclude,
    })
    const after = poolView(row)
    context.record({ noun: 'pool', id: row.id, after })
    return after
  },
)

export const updatePool = command(
  'pools.update',
  { path: { id: 'pool' }, in: poolUpdate, out: pool, versioned: true },
  async (context, { id, name, strategy, members, breaker, ...routing }) => {
    const row = await poolOf(context, id)
    const before = poolView(row)
    requireVersion(context, before)
    const data: Prisma.PoolUpdateInput = { version: { increment: 1 } }
    if (name) data.name = name
    if (strategy) data.strategy = strategyColumn[strategy]
    if (breaker !== undefined) data.breaker = breaker ?? Prisma.DbNull
    if (Object.values(routing).some((value) => value !== undefined)) {
      await requireFallback(context, routing.lastResort, id)
      data.routing = { ...routingOf(row), ...withoutUndefined(routing) }
    }
    if (members) {
      data.members = { create: await knownMembers(context, members) }
      await context.db.poolMember.deleteMany({ where: { poolId: id } })
    }
    const updated = await context.db.pool.update({ where: { id, version: row.version }, data, include: poolInclude })
    const after = poolView(updated)
    context.record({ noun: 'pool', id, before, after })
    return after
  },
)

/** Lets members end what they do and take nothing new, or takes them back. */
export const drainPool = command(
  'pools.update',
  { path: { id: 'pool' }, in: poolDrain, out: pool },
  async (context, { id, backendIds, isDrained }) => {
    const row = await poolOf(context, id)
    const before = poolView(row)
    requireVersion(context, before)
    const ids = backendIds.map((backendId) => dbId('backend', backendId))
    if (ids.some((one) => !row.members.some((member) => member.backendId === one)))
      throw invalidField('backendIds', 'name a backend that is no member')
    if (isDrained && row.members.every((member) => member.isDrained || ids.includes(member.backendId)))
      throw new Fault('resource.in_use', { public: 'Nobody would be left to take calls. Add a member first, or take one back.' })
    await context.db.poolMember.updateMany({ where: { poolId: id, backendId: { in: ids } }, data: { isDrained } })
    const updated = await context.db.pool.update({
      where: { id, version: row.version },
      data: { version: { increment: 1 } },
      include: poolInclude,
    })
    const after = poolView(updated)
    context.record({ noun: 'pool', id, before, after })
    return after
  },
)

export const deletePool = command(
  'pools.delete',
  { path: { id: 'pool' }, in: empty, out: deleted, versioned: true },
  async (context, { id }) => {
    const row = await poolOf(context, id)
    const before = poolView(row)
    requireVersion(context, before)
    if (before.models.length > 0) {
      throw new Fault('resource.in_use', { public: `These models use the pool: ${before.models.join(', ')}. Move them first.` })
    }
    await context.db.pool.delete({ where: { id, version: row.version } })
    context.record({ noun: 'pool', id, before })
    return { deleted: true as const }
  },
)

export async function poolOf({ db }: Context, id: string): Promise<PoolRow> {
  const row = await db.pool.findUnique({ where: { id }, include: poolInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such pool.' })
  return row
}

/** The model a pool falls back on must be there, and be served by other backends than the pool's own. */
async function requireFallback({ db }: CommandContext, resort: PoolRouting['lastResort'] | undefined, poolId?: string) {
  if (resort?.kind !== 'model') return
  const model = await db.model.findUnique({ where: { name: resort.model }, select: { poolId: true } })
  if (!model) throw invalidField('lastResort.model', 'names a model that does not exist')
  if (model.poolId === poolId) throw invalidField('lastResort.model', 'is served by this very pool')
}

function withoutUndefined<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

async function knownMembers({ db }: CommandContext, members: z.output<typeof poolCreate>['members']) {
  const rows = members.map((member) => ({ ...member, backendId: dbId('backend', member.backendId) }))
  const known = await db.backend.count({ where: { id: { in: rows.map((row) => row.backendId) } } })
  if (known !== rows.length) throw invalidField('members', 'name a backend that does not exist')
  return rows
}
