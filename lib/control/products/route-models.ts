import type { ProductRoutes } from '@/lib/contracts/product-routes'
import type { CommandContext } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'

/** A route to a model that is not there would be a mistake nobody notices. */
export async function requireRouteModels({ db }: CommandContext, routes: ProductRoutes | undefined): Promise<void> {
  if (!routes || routes.length === 0) return
  const named = new Set(routes.flatMap(modelsOf))
  const known = await db.model.findMany({ where: { name: { in: [...named] } }, select: { name: true } })
  const missing = [...named].filter((name) => !known.some((model) => model.name === name))
  if (missing.length > 0) throw invalidField('routes', `name what is not a model: ${missing.join(', ')}`)
}

function modelsOf({ model, rules, targets, fallbacks }: ProductRoutes[number]): string[] {
  return [model, ...[...rules, ...targets, ...fallbacks].map((one) => one.model)]
}
