/** Who would answer such a call? Told by the decision the gateway makes, over the catalog as it stands. */
import { routePreview, routePreviewQuery } from '@/lib/contracts/product-routes'
import type { Context } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'
import { query } from '@/lib/control/operation'
import { reportsOf } from '@/lib/control/pools/pool-live'
import { productOf } from '@/lib/control/products/product-queries'
import { productView } from '@/lib/control/products/product-view'
import { decideRoute, type RouteModel } from '@/lib/policy/routing/decide-route'
import { routeOf } from '@/lib/policy/routing/model-route'

const SAMPLES = 1_000
const USUAL_ANSWER = 500n

export const previewRoute = query(
  'pools.read',
  { path: { id: 'product' }, in: routePreviewQuery, out: routePreview },
  async (context, { id, model: asked, promptTokens, maxOutput = null, header, claim, needs, budgetUsedPercent = null }) => {
    const product = productView(await productOf(context, id), context.now)
    if (!product.models.includes(asked)) throw invalidField('model', 'is no model of this product')
    const route = routeOf(product.routes.find(({ model }) => model === asked) ?? { model: asked })
    const models = await modelsOf(context, promptTokens, maxOutput)
    const [name = '', value = ''] = header?.split(/:(.*)/s).map((part) => part.trim()) ?? []
    // The name of a claim may be an address: the last colon divides.
    const [, claimName = '', claimValue = ''] = /^(.+?)\s*:\s*([^:]*)$/.exec(claim ?? '') ?? []
    const claims = claim === undefined ? null : { [claimName]: [claimValue] }
    const wanted = needs.split(',').filter((need) => need !== '')
    const counts = new Map<string, { count: number; why: string }>()
    for (let i = 0; i < SAMPLES; i++) {
      const facts = {
        header: (one: string) => (one === name.toLowerCase() ? value : undefined),
        claims,
        promptTokens,
        maxOutput,
        needs: wanted,
        budgetUsedPercent,
        place: i / SAMPLES,
      }
      const { model, why } = decideRoute(route, facts, (one) => models.get(one) ?? null)
      counts.set(model, { count: (counts.get(model)?.count ?? 0) + 1, why })
    }
    return {
      asked,
      answers: [...counts].map(([model, { count, why }]) => ({
        model,
        percent: Math.round((1_000 * count) / SAMPLES) / 10,
        why,
      })),
      fallbacks: route.fallbacks.map(({ model, on }) => ({ model, on: [...on] })),
      sampled: SAMPLES,
    }
  },
)

/** Every model with what a call like this would cost, and how quick it is. */
async function modelsOf(context: Context, promptTokens: number, maxOutput: number | null): Promise<Map<string, RouteModel>> {
  const { db, now } = context
  const [rows, prices, reports] = await Promise.all([
    db.model.findMany({ select: { name: true, capabilities: true, contextWindow: true, poolId: true } }),
    db.price.findMany({ where: { effectiveFrom: { lte: now } }, orderBy: { effectiveFrom: 'desc' } }),
    reportsOf(context),
  ])
  const lives = reports.flat()
  const output = maxOutput === null ? USUAL_ANSWER : BigInt(maxOutput)
  return new Map(
    rows.map(({ name, capabilities, contextWindow, poolId }) => {
      const price = prices.find((one) => one.model === name)
      const latencies = lives.filter((live) => live.poolId === poolId && live.latencyMs > 0).map((live) => live.latencyMs)
      return [
        name,
        {
          name,
          capabilities: new Set(capabilities),
          contextWindow,
          cost: price ? BigInt(promptTokens) * price.input + output * price.output : null,
          latencyMs: latencies.length === 0 ? null : Math.min(...latencies),
        },
      ]
    }),
  )
}
