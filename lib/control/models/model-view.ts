import { isAllowed } from '@/lib/access/actor'
import { toPublicId } from '@/lib/base/ids'
import type { Model } from '@/lib/contracts/model'
import type { Context } from '@/lib/control/context'
import type { Prisma } from '@/lib/control/database'
import { iso } from '@/lib/control/iso'
import { visibleProducts } from '@/lib/control/products/product-queries'
import { serviceOf } from '@/lib/control/services/stored-service'

export function modelInclude(context: Context) {
  return {
    pool: { select: { name: true } },
    products: {
      where: { product: visibleProducts(context) },
      include: { product: { select: { id: true, name: true } } },
    },
  } satisfies Prisma.ModelInclude
}

export type ModelRow = Prisma.ModelGetPayload<{ include: ReturnType<typeof modelInclude> }>

/** A model as this actor may see it: which pool serves it is for those who may see pools. */
export function modelView(row: ModelRow, { actor }: Context): Model {
  const seesPools = isAllowed(actor, 'pools.read')
  return {
    id: toPublicId('model', row.id),
    name: row.name,
    aliases: row.aliases,
    poolId: seesPools ? toPublicId('pool', row.poolId) : null,
    poolName: seesPools ? row.pool.name : null,
    capabilities: row.capabilities,
    contextWindow: row.contextWindow,
    maxOutputTokens: row.maxOutputTokens,
    tokenizer: row.tokenizer,
    service: serviceOf(row.service),
    products: row.products.map(({ product }) => ({ id: toPublicId('product', product.id), name: product.name })),
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  }
}
