import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { deleted, empty } from '@/lib/contracts/paging'
import { product, productCreate, productUpdate } from '@/lib/contracts/product'
import type { CommandContext } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'
import { command } from '@/lib/control/operation'
import { requireEmbeddingModel } from '@/lib/control/products/embedding-model'
import { productOf } from '@/lib/control/products/product-queries'
import { productInclude, productView } from '@/lib/control/products/product-view'
import { requireRouteModels } from '@/lib/control/products/route-models'
import { tellOfTerms } from '@/lib/control/products/tell-subscribers'
import { requireVersion } from '@/lib/control/versions'

export const createProduct = command(
  'products.create',
  { in: productCreate, out: product, creates: true },
  async (context, { models, ...fields }) => {
    await requireEmbeddingModel(context, fields.cache)
    await requireRouteModels(context, fields.routes)
    const modelIds = await modelIdsOf(context, models)
    const row = await context.db.product.create({
      data: {
        id: context.call.restoredAs?.id ?? newUuid(),
        ...fields,
        models: { create: modelIds.map((modelId) => ({ modelId })) },
        createdAt: context.now,
      },
      include: productInclude,
    })
    const after = productView(row, context.now)
    context.record({ noun: 'product', id: row.id, after })
    return after
  },
)

export const updateProduct = command(
  'products.update',
  { path: { id: 'product' }, in: productUpdate, out: product, versioned: true },
  async (context, { id, models, ...fields }) => {
    const { db } = context
    const row = await productOf(context, id)
    const before = productView(row, context.now)
    requireVersion(context, before)
    await requireEmbeddingModel(context, fields.cache)
    await requireRouteModels(context, fields.routes)
    if (models && models.length === 0 && row.state === 'published') {
      throw invalidField('models', 'must name at least one while the product is published')
    }
    const modelIds = models && (await modelIdsOf(context, models))
    if (modelIds) await db.productModel.deleteMany({ where: { productId: id } })
    const updated = await db.product.update({
      where: { id, version: row.version },
      data: {
        ...fields,
        ...(fields.terms !== undefined && fields.terms !== row.terms ? { termsVersion: { increment: 1 } } : {}),
        ...(modelIds ? { models: { create: modelIds.map((modelId) => ({ modelId })) } } : {}),
        version: { increment: 1 },
      },
      include: productInclude,
    })
    const after = productView(updated, context.now)
    await tellOfTerms(context, before, after)
    context.record({ noun: 'product', id, before, after })
    return after
  },
)

export const deleteProduct = command(
  'products.delete',
  { path: { id: 'product' }, in: empty, out: deleted, versioned: true },
  async (context, { id }) => {
    const { db } = context
    const row = await productOf(context, id)
    const before = productView(row, context.now)
    requireVersion(context, before)
    const limits = await db.limit.count({ where: { productId: id } })
    if (before.subscriptionCount > 0 || limits > 0) {
      throw new Fault('resource.in_use', {
        public: `The product has ${before.subscriptionCount} subscription(s) and ${limits} limit(s). Retire it instead, or remove those first.`,
      })
    }
    await db.product.delete({ where: { id, version: row.version } })
    context.record({ noun: 'product', id, before })
    return { deleted: true as const }
  },
)

/** The ids of models by name; a name nobody knows is the caller's mistake. */
async function modelIdsOf({ db }: CommandContext, names: string[]): Promise<string[]> {
  const wanted = [...new Set(names)]
  const known = await db.model.findMany({ where: { name: { in: wanted } }, select: { id: true, name: true } })
  const missing = wanted.filter((name) => !known.some((model) => model.name === name))
  if (missing.length > 0) throw invalidField('models', `name what is not a model: ${missing.join(', ')}`)
  return known.map((model) => model.id)
}
