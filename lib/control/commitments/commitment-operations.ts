import { Fault } from '@/lib/base/faults'
import { newUuid, toPublicId } from '@/lib/base/ids'
import { parseNano } from '@/lib/base/money'
import {
  commitment,
  commitmentBackends,
  commitmentCreate,
  commitmentEnd,
  commitmentList,
  commitmentPage,
} from '@/lib/contracts/commitment'
import { empty } from '@/lib/contracts/paging'
import { allocateAgain } from '@/lib/control/commitments/allocate-hours'
import { commitmentInclude, commitmentViewer } from '@/lib/control/commitments/commitment-view'
import { HOUR_MS } from '@/lib/control/commitments/hour-shares'
import type { CommandContext, Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId, invalidField } from '@/lib/control/input'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'

export const listCommitments = query('commitments.read', { in: commitmentList, out: commitmentPage }, async (context, input) => {
  const { db, now } = context
  const where: Prisma.CommitmentWhereInput = {}
  if (input.backendId) where.backendId = dbId('backend', input.backendId)
  if (input.search) where.name = containing(input.search)
  if (input.state === 'to-come') where.from = { gt: now }
  if (input.state === 'over') where.until = { lte: now }
  if (input.state === 'running') Object.assign(where, { from: { lte: now }, until: { gt: now } })
  const page = await pageOf({
    query: input,
    sorts: { name: 'text', from: 'time', until: 'time', createdAt: 'time' },
    defaultSort: '-from',
    fetch: ({ after, orderBy, take }) =>
      db.commitment.findMany({ where: { AND: [where, after] }, orderBy, take, include: commitmentInclude }),
    view: (row) => row,
  })
  const view = await commitmentViewer(db, page.items, now)
  return { items: page.items.map(view), nextCursor: page.nextCursor }
})

export const getCommitment = query(
  'commitments.read',
  { path: { id: 'commitment' }, in: empty, out: commitment },
  async (context, { id }) => viewOf(context, id),
)

/** What finance, which sees no backend, may choose from. */
export const listCommitmentBackends = query('commitments.create', { in: empty, out: commitmentBackends }, async ({ db }) => {
  const rows = await db.backend.findMany({ orderBy: { name: 'asc' }, take: 1_000 })
  return { items: rows.map(({ id, name, provider, region }) => ({ id: toPublicId('backend', id), name, provider, region })) }
})

/** From its first hour on, calls to its backend are not billed by token. */
export const createCommitment = command(
  'commitments.create',
  { in: commitmentCreate, out: commitment, creates: true },
  async (context, input) => {
    const { db, now } = context
    const backendId = dbId('backend', input.backendId)
    const ownerId = dbId('tenant', input.ownerId)
    const reservations = input.reservations.map(({ tenantId, units }) => ({ tenantId: dbId('tenant', tenantId), units }))
    if ((await db.backend.count({ where: { id: backendId } })) === 0) throw invalidField('backendId', 'is not a backend')
    await requireTenants(context, ownerId, reservations)
    if (reservations.reduce((sum, one) => sum + one.units, 0) > input.units)
      throw invalidField('reservations', 'are more than there are units')
    const from = wholeHour(input.from)
    const until = wholeHour(input.until)
    if (until <= from) throw invalidField('until', 'must be at least an hour later')
    const model = input.model ?? null
    await context.serialize()
    const others = { backendId, from: { lt: until }, until: { gt: from } }
    if ((await db.commitment.count({ where: model === null ? others : { ...others, OR: [{ model }, { model: null }] } })) > 0)
      throw new Fault('resource.conflict', { public: 'That backend has a commitment for these hours already.' })
    await requireOpenHours(context, from)
    const id = newUuid()
    await db.commitment.create({
      data: {
        id,
        name: input.name,
        backendId,
        model,
        currency: input.currency,
        units: input.units,
        hourlyNano: parseNano(input.hourlyCost) ?? 0n,
        perMinute: BigInt(input.perMinute),
        outputWeight: input.outputWeight,
        from,
        until,
        ownerId,
        idleRule: input.idleRule,
        reservations,
        createdAt: now,
      },
    })
    const after = await viewOf(context, id)
    context.record({ noun: 'commitment', id, after })
    return after
  },
)

/** Ends it earlier than was agreed on, not before an hour that has been allocated, nor one that has begun: its calls were billed as paid for. */
export const endCommitment = command(
  'commitments.end',
  { path: { id: 'commitment' }, in: commitmentEnd, out: commitment },
  async (context, { id, ...input }) => {
    await context.serialize()
    const before = await viewOf(context, id)
    const until = wholeHour(input.until)
    const least = new Date(before.allocatedThrough ?? before.from)
    if (until < least) throw invalidField('until', `must not be before ${least.toISOString()}, up to which it is allocated`)
    const begun = new Date(Math.ceil(context.now.getTime() / HOUR_MS) * HOUR_MS)
    if (until < begun && new Date(before.from) < context.now)
      throw invalidField('until', `must not be before ${begun.toISOString()}: calls until then were paid for by it`)
    if (until >= new Date(before.until)) throw invalidField('until', 'must be before it ends anyway')
    await context.db.commitment.update({ where: { id }, data: { until } })
    const after = await viewOf(context, id)
    context.record({ noun: 'commitment', id, before, after })
    return after
  },
)

/** Calls that became known after their hour had been allocated change who used it: the differences are booked. */
export const reallocateCommitment = command(
  'commitments.reallocate',
  { path: { id: 'commitment' }, in: empty, out: commitment },
  async (context, { id }) => {
    await context.serialize()
    const row = await context.db.commitment.findUnique({ where: { id } })
    if (!row) throw notFound()
    const view = await viewOf(context, id)
    if (await allocateAgain(context, row)) context.record({ noun: 'commitment', id, before: view, after: view, alters: [] })
    return view
  },
)

async function viewOf({ db, now }: Context, id: string) {
  const row = await db.commitment.findUnique({ where: { id }, include: commitmentInclude })
  if (!row) throw notFound()
  return (await commitmentViewer(db, [row], now))(row)
}

async function requireTenants({ db }: Context, ownerId: string, reservations: { tenantId: string }[]): Promise<void> {
  const ids = [...new Set([ownerId, ...reservations.map(({ tenantId }) => tenantId)])]
  const known = new Set((await db.tenant.findMany({ where: { id: { in: ids } }, select: { id: true } })).map(({ id }) => id))
  if (!known.has(ownerId)) throw invalidField('ownerId', 'is not a tenant')
  for (const [i, { tenantId }] of reservations.entries())
    if (!known.has(tenantId)) throw invalidField(`reservations.${i}.tenantId`, 'is not a tenant')
  if (new Set(reservations.map(({ tenantId }) => tenantId)).size < reservations.length)
    throw invalidField('reservations', 'name a tenant twice')
}

/** A month that somebody closed has its share of what is shared: a commitment cannot begin in it any more. */
async function requireOpenHours({ db }: CommandContext, from: Date): Promise<void> {
  const month = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth(), 1))
  const closed = await db.statement.findFirst({ where: { month: { gte: month }, reopened: null }, orderBy: { month: 'desc' } })
  if (closed) throw invalidField('from', `is in a month of which ${closed.tenantName} has a statement already`)
}

function wholeHour(instant: string): Date {
  return new Date(Math.floor(Date.parse(instant) / HOUR_MS) * HOUR_MS)
}

function notFound(): Fault {
  return new Fault('resource.not_found', { public: 'There is no such commitment.' })
}
