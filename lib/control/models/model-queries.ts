import { Fault } from '@/lib/base/faults'
import { model, modelList, modelPage } from '@/lib/contracts/model'
import { empty } from '@/lib/contracts/paging'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { dbId } from '@/lib/control/input'
import { type ModelRow, modelInclude, modelView } from '@/lib/control/models/model-view'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { visibleProducts } from '@/lib/control/products/product-queries'
import { containing } from '@/lib/control/search'

export const listModels = query('models.read', { in: modelList, out: modelPage }, (context, input) => {
  const where: Prisma.ModelWhereInput = {}
  if (input.poolId) where.poolId = dbId('pool', input.poolId)
  if (input.capability) where.capabilities = { has: input.capability }
  if (input.search) where.OR = [{ name: containing(input.search) }, { aliases: { has: input.search } }]
  return pageOf({
    query: input,
    sorts: { name: 'text', createdAt: 'time' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) =>
      context.db.model.findMany({
        where: { AND: [visibleModels(context), where, after] },
        orderBy,
        take,
        include: modelInclude(context),
      }),
    view: (row) => modelView(row, context),
  })
})

export const getModel = query('models.read', { path: { id: 'model' }, in: empty, out: model }, async (context, { id }) =>
  modelView(await modelOf(context, id), context),
)

export async function modelOf(context: Context, id: string): Promise<ModelRow> {
  const row = await context.db.model.findFirst({
    where: { AND: [{ id }, visibleModels(context)] },
    include: modelInclude(context),
  })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such model.' })
  return row
}

/** Tenants see the models of the products they see. */
function visibleModels(context: Context): Prisma.ModelWhereInput {
  if (context.scope.tenantIds === null) return {}
  return { products: { some: { product: visibleProducts(context) } } }
}
