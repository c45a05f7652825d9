/** Purges of kept answers: gateways hear of one as of any change, and serve nothing kept before it. */
import { newUuid, toPublicId } from '@/lib/base/ids'
import { type CachePurge, cachePurge, cachePurgeCreate, cachePurgeList, cachePurgePage } from '@/lib/contracts/cache'
import type { Context } from '@/lib/control/context'
import { dbIdOf, invalidField } from '@/lib/control/input'
import { iso } from '@/lib/control/iso'
import { command, query } from '@/lib/control/operation'
import { pageOf } from '@/lib/control/paging'

type PurgeRow = {
  id: string
  tenantId: string | null
  productId: string | null
  modelId: string | null
  version: number
  purgedAt: Date
  purgedBy: string
}

export const listPurges = query('cache.read', { in: cachePurgeList, out: cachePurgePage }, async (context, input) =>
  pageOf({
    query: input,
    sorts: { purgedAt: 'time' },
    defaultSort: '-purgedAt',
    fetch: ({ after, orderBy, take }) => context.db.cachePurge.findMany({ where: after, orderBy, take }),
    view: (row) => purgeView(context, row),
  }),
)

/** A scope has one row: purging it again counts its version up, so that the list stays as short as there are scopes. */
export const purgeCache = command(
  'cache.purge',
  { in: cachePurgeCreate, out: cachePurge, creates: true },
  async (context, input) => {
    const { db, now, actor } = context
    const scope = {
      tenantId: dbIdOf('tenant', input.tenantId ?? undefined) ?? null,
      productId: dbIdOf('product', input.productId ?? undefined) ?? null,
      modelId: dbIdOf('model', input.modelId ?? undefined) ?? null,
    }
    await requireThere(context, scope)
    await context.serialize()
    const former = await db.cachePurge.findFirst({ where: scope })
    const said = { purgedAt: now, purgedBy: actor.name }
    const row = former
      ? await db.cachePurge.update({ where: { id: former.id }, data: { ...said, version: { increment: 1 } } })
      : await db.cachePurge.create({ data: { id: newUuid(), ...scope, ...said } })
    const after = await purgeView(context, row)
    context.record({ noun: 'purge', id: row.id, tenantId: scope.tenantId, after })
    return after
  },
)

async function requireThere(
  { db }: Context,
  { tenantId, productId, modelId }: Pick<PurgeRow, 'tenantId' | 'productId' | 'modelId'>,
): Promise<void> {
  if (tenantId && (await db.tenant.count({ where: { id: tenantId } })) === 0) throw invalidField('tenantId', 'names no tenant')
  if (productId && (await db.product.count({ where: { id: productId } })) === 0)
    throw invalidField('productId', 'names no product')
  if (modelId && (await db.model.count({ where: { id: modelId } })) === 0) throw invalidField('modelId', 'names no model')
}

async function purgeView({ db }: Context, row: PurgeRow): Promise<CachePurge> {
  const select = { name: true }
  const [tenant, product, model] = await Promise.all([
    row.tenantId ? db.tenant.findUnique({ where: { id: row.tenantId }, select }) : null,
    row.productId ? db.product.findUnique({ where: { id: row.productId }, select }) : null,
    row.modelId ? db.model.findUnique({ where: { id: row.modelId }, select }) : null,
  ])
  return {
    id: toPublicId('purge', row.id),
    tenantId: row.tenantId && toPublicId('tenant', row.tenantId),
    tenantName: row.tenantId && (tenant?.name ?? 'deleted'),
    productId: row.productId && toPublicId('product', row.productId),
    productName: row.productId && (product?.name ?? 'deleted'),
    modelId: row.modelId && toPublicId('model', row.modelId),
    modelName: row.modelId && (model?.name ?? 'deleted'),
    version: row.version,
    purgedAt: iso(row.purgedAt),
    purgedBy: row.purgedBy,
  }
}
