/** What is known of a call and of models, for the decision which of them answers. */
import { sha256 } from '@/lib/base/digest'
import type { ModelEntry } from '@/lib/gateway/catalog'
import { capabilityOf } from '@/lib/gateway/providers/provider'
import { asksFor } from '@/lib/gateway/routing/asks-for'
import type { GatewayState } from '@/lib/gateway/state'
import { priceFor } from '@/lib/gateway/steps/price-for'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import { costOf } from '@/lib/policy/pricing/price'
import { tokensOf } from '@/lib/policy/pricing/tokens'
import type { RouteFacts, RouteModel } from '@/lib/policy/routing/decide-route'
import type { ModelRoute } from '@/lib/policy/routing/model-route'

/** An answer nobody knows anything of. */
const USUAL_ANSWER = 500

export function routeFactsOf(resolved: Resolved, route: ModelRoute, budgetUsedPercent: number | null): RouteFacts {
  const { call, request, prompt, model } = resolved
  // What the model asked for does not claim to do itself is not asked of others.
  const needs = [capabilityOf(request.operation), ...asksFor(request.body).filter((need) => model.capabilities.has(need))]
  return {
    header: (name) => call.header(name),
    claims: resolved.key.claims,
    promptTokens: prompt.likely,
    maxOutput: request.operation === 'embeddings' ? null : request.maxOutput,
    needs,
    budgetUsedPercent,
    place: placeOf(resolved, route),
  }
}

/** A model as routes see it; null where this key may not have it. */
export function routeModelOf(state: GatewayState, resolved: Resolved, name: string): RouteModel | null {
  const { key, snapshot, prompt, request } = resolved
  const model = snapshot.models.get(name)
  if (!model || (key.models !== null && !key.models.has(model.name))) return null
  const output = request.maxOutput ?? state.history.meanOf(model.name, key.product.id) ?? USUAL_ANSWER
  return {
    name: model.name,
    capabilities: model.capabilities,
    contextWindow: model.contextWindow,
    cost: leastCost(model, resolved, tokensOf(prompt.likely, Math.ceil(output))),
    latencyMs: leastLatency(state, model),
  }
}

/** In the tenant's currency: amounts of others cannot be compared. */
function leastCost(model: ModelEntry, resolved: Resolved, tokens: ReturnType<typeof tokensOf>): bigint | null {
  const { key, startedAtMs } = resolved
  let least: bigint | null = null
  for (const { backendId } of model.pool.members) {
    const price = priceFor(resolved, model, backendId, startedAtMs)
    const cost = price && price.currency === key.subscription.tenant.currency ? costOf(price, tokens) : null
    if (cost !== null && (least === null || cost < least)) least = cost
  }
  return least
}

function leastLatency({ pools }: GatewayState, { pool }: ModelEntry): number | null {
  let least: number | null = null
  for (const { backendId } of pool.members) {
    const { latencyMs } = pools.memberOf(pool.id, backendId)
    if (latencyMs > 0 && (least === null || latencyMs < least)) least = latencyMs
  }
  return least
}

/** The same for the same user or key, whichever gateway is asked. */
function placeOf({ id, key, request }: Resolved, { model, stickBy }: ModelRoute): number {
  const who = stickBy === 'call' ? id : stickBy === 'key' ? key.id : (request.endUser ?? key.userId ?? key.id)
  return sha256(`route ${model} ${key.subscription.tenant.id} ${who}`).readUInt32BE(0) / 2 ** 32
}
