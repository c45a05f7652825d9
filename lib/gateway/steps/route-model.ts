/** Between resolve and reserve, for products with routes: the model that answers, instead of or as the one asked for. */
import type { ModelEntry } from '@/lib/gateway/catalog'
import { promptTokensOf } from '@/lib/gateway/operations/request'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { routeFactsOf, routeModelOf } from '@/lib/gateway/routing/route-facts'
import { noteRoute } from '@/lib/gateway/routing/route-note'
import type { GatewayState } from '@/lib/gateway/state'
import { demandsOf } from '@/lib/gateway/steps/demands'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import { decideRoute } from '@/lib/policy/routing/decide-route'
import type { ModelRoute } from '@/lib/policy/routing/model-route'

export async function routeModel(
  ports: GatewayPorts,
  state: GatewayState,
  resolved: Resolved,
  route: ModelRoute,
): Promise<Resolved> {
  const asksBudget = route.rules.some(({ budgetUsedPercent }) => budgetUsedPercent !== null)
  const facts = routeFactsOf(resolved, route, asksBudget ? await budgetUsedPercent(ports, resolved) : null)
  const { model: name, why } = decideRoute(route, facts, (one) => routeModelOf(state, resolved, one))
  const model = resolved.snapshot.models.get(name)
  if (!model || model === resolved.model) {
    noteRoute(resolved.request, { asked: route.model, model: resolved.model.name, why })
    return resolved
  }
  return withModel(resolved, model, route.model, why)
}

/** The same call, answered by another model. */
export function withModel(resolved: Resolved, model: ModelEntry, asked: string, why: string): Resolved {
  const request = { ...resolved.request, dropped: null }
  noteRoute(request, { asked, model: model.name, why })
  return { ...resolved, request, model, prompt: promptTokensOf(request, model) }
}

/** How full the fullest budget is that applies to the model asked for. */
async function budgetUsedPercent(ports: GatewayPorts, resolved: Resolved): Promise<number | null> {
  const budgets = demandsOf(resolved, resolved.model.name).filter(({ limit }) => limit.measure === 'cost')
  if (budgets.length === 0) return null
  const used = await ports.counters.peek(budgets, ports.clock.now(), true)
  return Math.max(...budgets.map(({ amount }, i) => (amount > 0 ? (100 * (used[i] ?? 0)) / amount : 100)))
}
