import { toPublicId } from '@/lib/base/ids'
import type { Product } from '@/lib/contracts/product'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'

export const productInclude = {
  models: { include: { model: { select: { name: true } } } },
  _count: { select: { subscriptions: true } },
} satisfies Prisma.ProductInclude

export type ProductRow = Prisma.ProductGetPayload<{ include: typeof productInclude }>

export function productView(row: ProductRow): Product {
  return {
    id: toPublicId('product', row.id),
    name: row.name,
    description: row.description,
    terms: row.terms,
    state: row.state,
    models: row.models.map(({ model }) => model.name).sort(),
    requiresApproval: row.requiresApproval,
    outputCap: row.outputCap,
    refuseUnbounded: row.refuseUnbounded,
    requestDefaults: row.requestDefaults as Product['requestDefaults'],
    headerNames: row.headerNames as Product['headerNames'],
    subscriptionCount: row._count.subscriptions,
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    publishedAt: isoOrNull(row.publishedAt),
  }
}
