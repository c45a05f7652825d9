import { toPublicId } from '@/lib/base/ids'
import type { Product } from '@/lib/contracts/product'
import { productCache } from '@/lib/contracts/product-cache'
import { productRoutes } from '@/lib/contracts/product-routes'
import { headerRules } from '@/lib/contracts/product-shaping'
import type { Prisma } from '@/lib/control/database'
import { iso, isoOrNull } from '@/lib/control/iso'

export const productInclude = {
  models: { include: { model: { select: { name: true } } } },
  _count: { select: { subscriptions: true, limits: true } },
} satisfies Prisma.ProductInclude

export type ProductRow = Prisma.ProductGetPayload<{ include: typeof productInclude }>

export function productView(row: ProductRow, now: Date): Product {
  return {
    id: toPublicId('product', row.id),
    name: row.name,
    description: row.description,
    terms: row.terms,
    state: productStateAt(row, now),
    models: row.models.map(({ model }) => model.name).sort(),
    requiresApproval: row.requiresApproval,
    outputCap: row.outputCap,
    refuseUnbounded: row.refuseUnbounded,
    dropsUnsupported: row.dropsUnsupported,
    accepts: row.accepts as Product['accepts'],
    requestDefaults: row.requestDefaults as Product['requestDefaults'],
    headerNames: row.headerNames as Product['headerNames'],
    requestForced: row.requestForced as Product['requestForced'],
    headerRules: headerRules.parse(row.headerRules),
    corsOrigins: row.corsOrigins,
    routes: productRoutes.parse(row.routes),
    systemPrompt: row.systemPrompt,
    answerShape: row.answerShape === 'short' ? 'short' : 'full',
    cache: productCache.parse(row.cache),
    termsVersion: row.termsVersion,
    subscriptionCount: row._count.subscriptions,
    limitCount: row._count.limits,
    version: row.version,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    publishedAt: isoOrNull(row.publishedAt),
    deprecatedAt: isoOrNull(row.deprecatedAt),
    retiresAt: isoOrNull(row.retiresAt),
    retirementNote: row.retirementNote,
  }
}

/** Retired is a matter of the clock once a date is set. */
export function productStateAt(row: Pick<ProductRow, 'state' | 'retiresAt'>, now: Date): Product['state'] {
  return row.state === 'deprecated' && row.retiresAt && row.retiresAt <= now ? 'retired' : row.state
}

/** Products in a state at an instant. */
export function productStateWhere(state: Product['state'], now: Date): Prisma.ProductWhereInput {
  if (state === 'retired') return { OR: [{ state }, { state: 'deprecated', retiresAt: { lte: now } }] }
  if (state === 'deprecated') return { state, OR: [{ retiresAt: null }, { retiresAt: { gt: now } }] }
  return { state }
}
