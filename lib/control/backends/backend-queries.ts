import { Fault } from '@/lib/base/faults'
import { backend, backendList, backendPage } from '@/lib/contracts/backend'
import { empty } from '@/lib/contracts/paging'
import { type BackendRow, backendInclude, backendView } from '@/lib/control/backends/backend-view'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { containing } from '@/lib/control/search'

export const listBackends = query('backends.read', { in: backendList, out: backendPage }, ({ db }, input) => {
  const where: Prisma.BackendWhereInput = {}
  if (input.provider) where.provider = input.provider
  if (input.region) where.region = input.region
  if (input.search) {
    const contains = containing(input.search)
    where.OR = [{ name: contains }, { baseUrl: contains }]
  }
  return pageOf({
    query: input,
    sorts: { name: 'text', createdAt: 'time' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) =>
      db.backend.findMany({ where: { AND: [where, after] }, orderBy, take, include: backendInclude }),
    view: backendView,
  })
})

export const getBackend = query('backends.read', { path: { id: 'backend' }, in: empty, out: backend }, async (context, { id }) =>
  backendView(await backendOf(context, id)),
)

export async function backendOf({ db }: Context, id: string): Promise<BackendRow> {
  const row = await db.backend.findUnique({ where: { id }, include: backendInclude })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such backend.' })
  return row
}
