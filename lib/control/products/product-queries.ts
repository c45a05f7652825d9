import { Fault } from '@/lib/base/faults'
import { empty } from '@/lib/contracts/paging'
import { product, productList, productPage } from '@/lib/contracts/product'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'
import { type ProductRow, productInclude, productStateWhere, productView } from '@/lib/control/products/product-view'
import { containing } from '@/lib/control/search'

export const listProducts = query('products.read', { in: productList, out: productPage }, (context, input) => {
  const where: Prisma.ProductWhereInput = {}
  const state = input.state ? productStateWhere(input.state, context.now) : {}
  if (input.model) where.models = { some: { model: { name: input.model } } }
  if (input.search) {
    const contains = containing(input.search)
    where.OR = [{ name: contains }, { description: contains }, { models: { some: { model: { name: contains } } } }]
  }
  return pageOf({
    query: input,
    sorts: { name: 'text', createdAt: 'time' },
    defaultSort: 'name',
    fetch: ({ after, orderBy, take }) =>
      context.db.product.findMany({
        where: { AND: [visibleProducts(context), state, where, after] },
        orderBy,
        take,
        include: productInclude,
      }),
    view: (row) => shownProduct(context, row),
  })
})

export const getProduct = query('products.read', { path: { id: 'product' }, in: empty, out: product }, async (context, { id }) =>
  shownProduct(context, await productOf(context, id)),
)

/** The product, where the actor may see it; else 404. */
export async function productOf(context: Context, id: string): Promise<ProductRow> {
  const row = await context.db.product.findFirst({
    where: { AND: [{ id }, visibleProducts(context)] },
    include: productInclude,
  })
  if (!row) throw new Fault('resource.not_found', { public: 'There is no such product.' })
  return row
}

/** Platform roles see all; tenants see what is on offer, and what they have subscribed to. */
export function visibleProducts({ scope }: Context): Prisma.ProductWhereInput {
  if (scope.tenantIds === null) return {}
  return { OR: [{ state: 'published' }, { subscriptions: { some: { tenantId: { in: scope.tenantIds } } } }] }
}

/** How many others subscribed, and what goes to backends, is not a tenant's business. */
function shownProduct(context: Context, row: ProductRow): ReturnType<typeof productView> {
  const view = productView(row, context.now)
  if (context.scope.tenantIds === null) return view
  const headerRules = { ...view.headerRules, request: { set: {}, remove: [] } }
  return { ...view, headerRules, systemPrompt: '', routes: [], subscriptionCount: 0, limitCount: 0 }
}
