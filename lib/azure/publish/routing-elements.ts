/** Which backend answers which model of a product, and that nothing else does. Pure. */
import { type PolicyElement, policyElement } from '@/lib/azure/policy-xml/policy-tree'
import type { Loss } from '@/lib/azure/publish/entity'
import type { OurProduct } from '@/lib/azure/publish/our-estate'

/** A pool as it is published: its name there, where its calls name their model, and whose identity they carry. */
export type PoolRoute = { backend: string; names: 'deployment' | 'body'; identity: 'all' | 'some' | 'none' }

/**
 * Never more than here: a call for a model that is not the product's, or of a product whose rules cannot be kept there, is refused. The
 * token of the managed identity goes only to pools all of whose backends are given it here.
 */
export function routingElements(
  { name, accepts, models }: OurProduct,
  routeOf: (poolId: string) => PoolRoute | undefined,
  losses: Loss[],
): PolicyElement[] {
  const lose = (reason: string) => losses.push({ title: name, reason })
  if (accepts === 'token' || accepts === 'key-and-token') {
    lose('It asks for a token, which publishing cannot: its calls are refused there.')
    return [refusal(401, 'Unauthorized', 'token_required', 'This product asks for a token: call it through Tollgate.')]
  }
  const byBackend = new Map<string, { route: PoolRoute; names: string[] }>()
  for (const { model } of models) {
    const route = model.poolId ? routeOf(model.poolId) : undefined
    if (!route) lose(`${model.name} has no pool that can be published.`)
    else {
      const known = byBackend.get(route.backend)
      byBackend.set(route.backend, { route, names: [...(known?.names ?? []), model.name] })
    }
  }
  const routes = [...byBackend.values()]
  const refused = refusal(404, 'Not Found', 'model_not_found', 'This product has no such model.')
  if (routes.length === 0) return [refused]
  if (routes.some(({ route }) => route.identity === 'some'))
    lose('Of a pool some backends use a managed identity and some do not: give each its credential there.')
  const isAll = routes.every(({ route }) => route.identity === 'all')
  const whens = routes.map(({ route, names }) =>
    policyElement('when', { condition: `@(${conditionOf(route, names)})` }, [
      ...(!isAll && route.identity === 'all' ? [identity()] : []),
      policyElement('set-backend-service', { 'backend-id': route.backend }),
    ]),
  )
  const choice = policyElement('choose', {}, [...whens, policyElement('otherwise', {}, [refused])])
  return isAll ? [identity(), choice] : [choice]
}

function conditionOf({ names: where }: PoolRoute, names: readonly string[]): string {
  const asked =
    where === 'deployment'
      ? 'context.Request.MatchedParameters.GetValueOrDefault("deployment-id", "")'
      : '(string)context.Request.Body.As<JObject>(preserveContent: true)["model"]'
  return names
    .toSorted()
    .map((model) => `${asked} == "${model}"`)
    .join(' || ')
}

function identity(): PolicyElement {
  return policyElement('authentication-managed-identity', { resource: 'https://cognitiveservices.azure.com' })
}

/** In the form OpenAI's clients read. */
function refusal(status: number, reason: string, code: string, message: string): PolicyElement {
  return policyElement('return-response', {}, [
    policyElement('set-status', { code: String(status), reason }),
    policyElement('set-header', { name: 'Content-Type', 'exists-action': 'override' }, [
      policyElement('value', {}, ['application/json']),
    ]),
    policyElement('set-body', {}, [`{ "error": ${JSON.stringify({ code, message, type: 'invalid_request_error' })} }`]),
  ])
}
