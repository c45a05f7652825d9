/**
 * A price or contract that is set for a time before it was changes what calls should have cost. Records, sums and closed statements stay as they
 * are: the difference is worked out, shown, and booked by somebody else, as lines of statements that are still to be made.
 */
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { empty } from '@/lib/contracts/paging'
import { reratingDetail as detailOut, reratingCreate, reratingList, reratingPage, reratingQuery } from '@/lib/contracts/rerating'
import type { CommandContext, Context } from '@/lib/control/context'
import type { Prisma, Tx } from '@/lib/control/database'
import { dbIdOf, invalidField } from '@/lib/control/input'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { basisOf } from '@/lib/control/reratings/basis'
import { wholeRange } from '@/lib/control/reratings/kept-range'
import { type Asked, type RatedLine, rateCalls, withoutBooked } from '@/lib/control/reratings/rate-calls'
import { type ReratingRow, reratingDetail, reratingViewer } from '@/lib/control/reratings/rerating-view'
import { containing } from '@/lib/control/search'

const CHUNK = 1_000

export const listReratings = query('reratings.read', { in: reratingList, out: reratingPage }, async ({ db }, input) => {
  const where: Prisma.ReratingWhereInput = {}
  if (input.state) where.state = input.state
  if (input.model) where.model = input.model
  if (input.search) where.OR = [{ model: containing(input.search) }, { reason: containing(input.search) }]
  const page = await pageOf({
    query: input,
    sorts: { createdAt: 'time', model: 'text', from: 'time' },
    defaultSort: '-createdAt',
    fetch: ({ after, orderBy, take }) => db.rerating.findMany({ where: { AND: [where, after] }, orderBy, take }),
    view: (row) => row,
  })
  const view = await reratingViewer(db, page.items)
  return { items: page.items.map(view), nextCursor: page.nextCursor }
})

export const getRerating = query(
  'reratings.read',
  { path: { id: 'rerating' }, in: reratingQuery, out: detailOut },
  async (context, { id }) => reratingDetail(context.db, await reratingOf(context, id)),
)

/**
 * Works the difference out, and keeps it for somebody to decide on. Nothing is billed by it. There may be many calls: they are read
 * outside of the transaction that keeps what was found, and whoever books it hears whether it still holds.
 */
export const proposeRerating = query('reratings.create', { in: reratingCreate, out: detailOut }, async (context, input) => {
  const { db, now } = context
  const backendId = dbIdOf('backend', input.backendId) ?? null
  if ((await db.price.count({ where: { model: input.model } })) === 0) throw invalidField('model', 'has no price')
  if (backendId && (await db.backend.count({ where: { id: backendId } })) === 0)
    throw invalidField('backendId', 'is not a backend')
  const given = { model: input.model, backendId, from: new Date(input.from), to: input.to ? new Date(input.to) : now }
  if (given.from >= given.to) throw invalidField('from', 'must be before the end')
  const { asked, firstDay } = await wholeRange(db, given)
  // Before the first call is read: what changes from here on is seen.
  const basis = await basisOf(db, asked)
  const { asked: again } = await wholeRange(db, given)
  if (again.from.getTime() !== asked.from.getTime() || again.to.getTime() !== asked.to.getTime()) throw hasChanged()
  const found = await rateCalls(db, asked, firstDay)
  const left = await withoutBooked(db, asked, found)
  return keeper({ ...asked, basis, records: found.records }, left)(context.actor, input, context.call)
})

type Kept = Asked & { basis: string; records: number }

const keeper = (kept: Kept, lines: RatedLine[]) =>
  command('reratings.create', { in: reratingCreate, out: detailOut, creates: true }, async (context, { reason }) => {
    const { db, now, actor } = context
    await context.serialize()
    await requireCurrent(db, kept)
    const reratingId = newUuid()
    const row = await db.rerating.create({
      data: { id: reratingId, ...kept, reason, createdAt: now, createdBy: actor.name, createdById: actor.userId },
    })
    for (let at = 0; at < lines.length; at += CHUNK)
      await db.reratingLine.createMany({
        data: lines.slice(at, at + CHUNK).map((line) => ({ ...line, day: new Date(`${line.day}T00:00:00Z`), reratingId })),
      })
    const after = await reratingDetail(db, row)
    const { byDay: _days, ...said } = after
    context.record({ noun: 'rerating', id: reratingId, after: said, alters: [] })
    return after
  })

/** From here on its lines stand on the next statements. Once, and not by who worked it out. */
export const bookRerating = command(
  'reratings.decide',
  { path: { id: 'rerating' }, in: empty, out: detailOut },
  async (context, { id }) => {
    const row = await toDecide(context, id)
    await requireCurrent(context.db, row)
    if (context.actor.kind !== 'system' && row.createdById === context.actor.userId)
      throw new Fault('access.self_approval', { public: 'You worked it out yourself: somebody else must book it.' })
    return decide(context, row, 'booked')
  },
)

export const discardRerating = command(
  'reratings.decide',
  { path: { id: 'rerating' }, in: empty, out: detailOut },
  async (context, { id }) => decide(context, await toDecide(context, id), 'discarded'),
)

async function reratingOf({ db }: Context, id: string): Promise<ReratingRow> {
  const row = await db.rerating.findUnique({ where: { id } })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such re-rating.' })
  return row
}

/** Under the lock: of many that decide at once the first one does. */
async function toDecide(context: CommandContext, id: string): Promise<ReratingRow> {
  await context.serialize()
  const row = await reratingOf(context, id)
  if (row.state !== 'proposed') throw new Fault('resource.wrong_state', { public: `It was ${row.state} by ${row.decidedBy}.` })
  return row
}

async function decide(context: CommandContext, row: ReratingRow, state: 'booked' | 'discarded') {
  const { db, now, actor } = context
  const view = await reratingViewer(db, [row])
  const decided = await db.rerating.update({ where: { id: row.id }, data: { state, decidedAt: now, decidedBy: actor.name } })
  context.record({ noun: 'rerating', id: row.id, before: view(row), after: view(decided), alters: [] })
  return reratingDetail(db, decided)
}

/** What was worked out must still be so: nothing booked, and no price, contract or commitment changed since. */
async function requireCurrent(db: Tx, worked: Kept | ReratingRow): Promise<void> {
  if ((await basisOf(db, worked)) !== worked.basis) throw hasChanged()
}

function hasChanged(): Fault {
  return new Fault('resource.wrong_state', { public: 'Prices have changed since it was worked out. Work it out again.' })
}
