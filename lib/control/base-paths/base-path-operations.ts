/** Further base paths: gateways hear of them as of any change. */
import { Fault } from '@/lib/base/faults'
import { newUuid, toPublicId } from '@/lib/base/ids'
import { type BasePath, basePath, basePathCreate, basePathList, basePathPage } from '@/lib/contracts/base-path'
import { deleted, empty } from '@/lib/contracts/paging'
import { iso } from '@/lib/control/iso'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'

type Row = { id: string; path: string; becomes: string; keyHeader: string; keyQuery: string; createdAt: Date }

export const listBasePaths = query('bases.read', { in: basePathList, out: basePathPage }, ({ db }, input) =>
  pageOf({
    query: input,
    sorts: { path: 'text', createdAt: 'time' },
    defaultSort: 'path',
    fetch: ({ after, orderBy, take }) =>
      db.basePath.findMany({ where: { AND: [input.search ? { path: containing(input.search) } : {}, after] }, orderBy, take }),
    view: basePathView,
  }),
)

export const createBasePath = command(
  'bases.create',
  { in: basePathCreate, out: basePath, creates: true },
  async (context, fields) => {
    const { db, now } = context
    if ((await db.basePath.count({ where: { path: fields.path } })) > 0)
      throw new Fault('resource.conflict', { public: `There is a base path ${fields.path} already.` })
    const row = await db.basePath.create({ data: { id: newUuid(), ...fields, createdAt: now } })
    const after = basePathView(row)
    context.record({ noun: 'base', id: row.id, after })
    return after
  },
)

/** Calls below it find nothing from then on. */
export const deleteBasePath = command(
  'bases.delete',
  { path: { id: 'base' }, in: empty, out: deleted },
  async (context, { id }) => {
    const row = await context.db.basePath.findUnique({ where: { id } })
    if (!row) throw new Fault('resource.not_found', { public: 'There is no such base path.' })
    await context.db.basePath.delete({ where: { id } })
    context.record({ noun: 'base', id, before: basePathView(row) })
    return { deleted: true as const }
  },
)

export function basePathView({ id, path, becomes, keyHeader, keyQuery, createdAt }: Row): BasePath {
  return { id: toPublicId('base', id), path, becomes, keyHeader, keyQuery, createdAt: iso(createdAt) }
}
