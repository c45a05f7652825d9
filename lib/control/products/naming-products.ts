import { productCache } from '@/lib/contracts/product-cache'
import { productRoutes } from '@/lib/contracts/product-routes'
import type { Context } from '@/lib/control/context'

/** The products whose routes name a model, or whose cache compares questions by it. */
export async function productsNaming({ db }: Pick<Context, 'db'>, model: string): Promise<string[]> {
  const rows = await db.product.findMany({
    where: { OR: [{ NOT: { routes: { equals: [] } } }, { cache: { path: ['mode'], equals: 'semantic' } }] },
    select: { name: true, routes: true, cache: true },
    orderBy: { name: 'asc' },
  })
  return rows
    .filter(({ routes, cache }) => isRouted(routes, model) || productCache.parse(cache).semantic?.embeddingModel === model)
    .map(({ name }) => name)
}

function isRouted(routes: unknown, name: string): boolean {
  return productRoutes
    .parse(routes)
    .some(({ model, rules, targets, fallbacks }) =>
      [{ model }, ...rules, ...targets, ...fallbacks].some((one) => one.model === name),
    )
}
