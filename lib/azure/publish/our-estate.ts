/** What publishing starts from: our own products with all they need, read once. */
import type { ProductCache } from '@/lib/contracts/product-cache'
import type { Tx } from '@/lib/control/database'

export type OurEstate = Awaited<ReturnType<typeof readOurEstate>>
export type OurProduct = OurEstate['products'][number]
export type OurLimit = OurEstate['limits'][number]
export type OurPool = OurEstate['pools'][number]
export type OurBackend = OurEstate['backends'][number]

/** Published and deprecated products, the pools behind their models, their limits and their subscriptions. */
export async function readOurEstate(db: Tx) {
  const products = await db.product.findMany({
    where: { state: { in: ['published', 'deprecated'] } },
    orderBy: { name: 'asc' },
    select: {
      id: true,
      name: true,
      description: true,
      terms: true,
      state: true,
      requiresApproval: true,
      cache: true,
      accepts: true,
      outputCap: true,
      requestDefaults: true,
      requestForced: true,
      headerRules: true,
      headerNames: true,
      corsOrigins: true,
      routes: true,
      systemPrompt: true,
      answerShape: true,
      models: { select: { model: { select: { name: true, poolId: true } } } },
      subscriptions: {
        where: { state: { in: ['active', 'suspended'] } },
        orderBy: { createdAt: 'asc' },
        select: {
          id: true,
          name: true,
          state: true,
          tenant: { select: { name: true } },
          keys: { where: { revokedAt: null, isPlayground: false }, select: { cidrs: true, models: true, certificates: true } },
        },
      },
    },
  })
  const embeddings = await db.model.findMany({
    where: { name: { in: products.flatMap(({ cache }) => (cache as Partial<ProductCache>).semantic?.embeddingModel ?? []) } },
    select: { name: true, poolId: true },
  })
  const asked = products.flatMap(({ models }) => models.flatMap(({ model }) => model.poolId ?? []))
  const poolIds = [...new Set([...asked, ...embeddings.map(({ poolId }) => poolId)])]
  const pools = await db.pool.findMany({
    where: { id: { in: poolIds } },
    orderBy: { name: 'asc' },
    select: {
      id: true,
      name: true,
      breaker: true,
      members: {
        orderBy: [{ priority: 'asc' }, { backendId: 'asc' }],
        select: { backendId: true, priority: true, weight: true, isDrained: true },
      },
    },
  })
  const backendIds = [...new Set(pools.flatMap(({ members }) => members.map(({ backendId }) => backendId)))]
  const backends = await db.backend.findMany({
    where: { id: { in: backendIds } },
    orderBy: { name: 'asc' },
    select: { id: true, name: true, provider: true, baseUrl: true, credentialKind: true },
  })
  const limits = await db.limit.findMany({
    where: {
      OR: [{ productId: { in: products.map(({ id }) => id) } }, { productId: null, tenantId: null, keyId: null, userId: null }],
    },
    orderBy: { createdAt: 'asc' },
  })
  const basePaths = await db.basePath.findMany({ orderBy: { path: 'asc' } })
  const embeddingPools = new Map(embeddings.map(({ name, poolId }) => [name, poolId]))
  return { products, pools, backends, limits, basePaths, embeddingPools }
}
