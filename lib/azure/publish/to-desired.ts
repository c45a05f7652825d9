/** From our estate to what an instance should hold: pure, so that publishing, its preview and drift mean the same. */
import type { Desired, Loss, Owned } from '@/lib/azure/publish/entity'
import { createNamer, type Namer } from '@/lib/azure/publish/names'
import type { OurBackend, OurEstate, OurPool } from '@/lib/azure/publish/our-estate'
import { lostLimits, productFragment } from '@/lib/azure/publish/product-fragment'
import type { PoolRoute } from '@/lib/azure/publish/routing-elements'

export type DesiredEstate = { entities: Desired[]; losses: Loss[] }

export function toDesired(estate: OurEstate, owned: readonly Owned[], apis: readonly string[]): DesiredEstate {
  const name = createNamer(owned)
  const losses: Loss[] = [...lostLimits(estate)]
  const usable = estate.backends.filter((backend) => isUsable(backend, losses))
  const backends = usable.map((backend) => backendEntity(name, backend, estate.pools))
  const usableIds = new Set(usable.map(({ id }) => id))
  const pools = estate.pools.flatMap((pool) => poolEntity(name, pool, usableIds))
  const poolNames = new Map(pools.map(({ entityId, name: own }) => [entityId, own]))
  const routes = routesOf(estate, usable, poolNames)
  const linked = apis.length > 0 ? apis : ownApis(estate).map(({ name: api }) => api)
  const products = estate.products.flatMap((product): Desired[] => {
    const own = name('products', product.id, product.name)
    const fragment = name('policyFragments', product.id, product.name)
    const { xml, outbound, losses: lost } = productFragment(product, { routeOf: (id) => routes.get(id), estate })
    losses.push(...lost)
    const common = { title: product.name, noun: 'product' as const, entityId: product.id }
    const body = {
      displayName: product.name,
      description: product.description,
      terms: product.terms,
      state: 'published',
      subscriptionRequired: true,
      approvalRequired: product.requiresApproval,
    }
    const description = `Published from Tollgate: rules of the product ${product.name}`
    const isTheirs = owned.some(({ kind, name: one, owner }) => kind === 'products' && one === own && owner === 'apim')
    // What hangs on a product is whose the product is.
    if (isTheirs) return [{ ...common, kind: 'products', name: own, body }]
    return [
      { ...common, kind: 'policyFragments', name: fragment, body: { description, xml } },
      { ...common, kind: 'products', name: own, body },
      ...linked.map((api): Desired => ({ ...common, kind: 'productApis', name: `${own}/${api}`, body: {} })),
      {
        ...common,
        kind: 'productPolicies',
        name: own,
        body: { block: `<include-fragment fragment-id="${fragment}" />`, outbound },
      },
      ...product.subscriptions.map(
        (one): Desired => ({
          kind: 'subscriptions',
          name: name('subscriptions', one.id, `${one.name}-${one.id.slice(-6)}`),
          title: `${one.name} (${one.tenant.name})`,
          noun: 'subscription',
          entityId: one.id,
          body: { displayName: one.name, product: own, state: one.state },
        }),
      ),
    ]
  })
  const made = apis.length > 0 ? [] : apiEntities(estate)
  return { entities: [...backends, ...pools, ...made, ...products], losses: unique(losses) }
}

/** How calls come to each pool that is published. */
function routesOf(
  { pools }: OurEstate,
  usable: readonly OurBackend[],
  names: ReadonlyMap<string, string>,
): Map<string, PoolRoute> {
  return new Map(
    pools.flatMap(({ id, members }): [string, PoolRoute][] => {
      const backend = names.get(id)
      const own = usable.filter((one) => members.some(({ backendId, isDrained }) => backendId === one.id && !isDrained))
      if (backend === undefined || own.length === 0) return []
      const identities = own.filter(({ credentialKind }) => credentialKind === 'managed_identity').length
      const identity = identities === own.length ? 'all' : identities === 0 ? 'none' : 'some'
      const isAzure = own.every(({ provider }) => provider === 'azure-openai')
      return [[id, { backend, names: isAzure ? 'deployment' : 'body', identity }]]
    }),
  )
}

function isUsable({ name, provider, credentialKind }: OurBackend, losses: Loss[]): boolean {
  if (provider !== 'azure-openai' && provider !== 'openai' && provider !== 'openai-compatible') {
    losses.push({ title: name, reason: `API Management does not translate: a backend of ${provider} stays here.` })
    return false
  }
  if (credentialKind !== 'managed_identity' && credentialKind !== 'none')
    losses.push({
      title: name,
      reason: 'Its key is not sent: give the backend a named value or a managed identity there.',
    })
  return true
}

function backendEntity(name: Namer, backend: OurBackend, pools: readonly OurPool[]): Desired {
  const { id, name: title, provider, baseUrl } = backend
  const pool = pools.find(({ members, breaker }) => breaker !== null && members.some(({ backendId }) => backendId === id))
  const url =
    provider === 'azure-openai' && !/\/openai(\/|$)/.test(new URL(baseUrl).pathname) ? `${trim(baseUrl)}/openai` : trim(baseUrl)
  const body = { title, description: 'Published from Tollgate', url, protocol: 'http', breaker: breakerOf(pool?.breaker) }
  return { kind: 'backends', name: name('backends', id, title), title, noun: 'backend', entityId: id, body }
}

function poolEntity(name: Namer, pool: OurPool, usable: ReadonlySet<string>): Desired[] {
  const members = pool.members.filter(({ backendId, isDrained }) => usable.has(backendId) && !isDrained).slice(0, 30)
  if (members.length === 0) return []
  const services = members
    .map(({ backendId, priority, weight }) => ({
      backend: name('backends', backendId, ''),
      priority,
      weight: Math.min(weight, 100),
    }))
    .toSorted((a, b) => a.priority - b.priority || a.backend.localeCompare(b.backend))
  const body = { title: pool.name, description: 'Published from Tollgate', services }
  const own = name('pools', pool.id, `pool-${pool.name}`)
  return [{ kind: 'pools', name: own, title: pool.name, noun: 'pool', entityId: pool.id, body }]
}

type Stored = {
  failureCondition: {
    count?: number
    percentage?: number
    interval: string
    statusCodeRanges?: { min: number; max: number }[]
    errorReasons?: string[]
  }
  tripDuration: string
  acceptRetryAfter?: boolean
}

function breakerOf(stored: unknown) {
  if (!stored) return null
  const { failureCondition, tripDuration, acceptRetryAfter = true } = stored as Stored
  const { count = null, percentage = null, interval, statusCodeRanges, errorReasons = [] } = failureCondition
  const ranges = statusCodeRanges ?? [
    { min: 429, max: 429 },
    { min: 500, max: 599 },
  ]
  return { count, percentage, interval, statusCodeRanges: ranges, errorReasons, tripDuration, acceptRetryAfter }
}

const AZURE_OPERATIONS = {
  'chat-completions': '/deployments/{deployment-id}/chat/completions',
  completions: '/deployments/{deployment-id}/completions',
  embeddings: '/deployments/{deployment-id}/embeddings',
}

/** Where no API of the instance was chosen: one for each base path, or the usual one of Azure OpenAI. */
function ownApis({ basePaths }: OurEstate): { name: string; path: string; header: string; query: string; id: string }[] {
  const azure = basePaths.filter(({ becomes }) => becomes === '/openai')
  if (azure.length === 0)
    return [{ name: 'tg-azure-openai', path: 'openai', header: 'api-key', query: 'subscription-key', id: ZERO }]
  return azure.map(({ id, path, keyHeader, keyQuery }) => ({
    name: `tg${path.replaceAll(/[^a-z0-9]+/g, '-')}`,
    path: path.replace(/^\//, ''),
    header: keyHeader || 'api-key',
    query: keyQuery || 'subscription-key',
    id,
  }))
}

const ZERO = '00000000-0000-0000-0000-000000000000'

function apiEntities(estate: OurEstate): Desired[] {
  const [backend] = estate.backends
  return ownApis(estate).flatMap(({ name, path, header, query, id }): Desired[] => {
    const common = { title: `/${path}`, noun: 'product' as const, entityId: id }
    const body = {
      displayName: `Azure OpenAI (/${path})`,
      path,
      header,
      query,
      serviceUrl: `${trim(backend?.baseUrl ?? 'https://localhost')}/openai`,
    }
    const operations = Object.entries(AZURE_OPERATIONS).map(
      ([operation, urlTemplate]): Desired => ({
        ...common,
        kind: 'apiOperations',
        name: `${name}/${operation}`,
        body: { displayName: operation, method: 'POST', urlTemplate },
      }),
    )
    return [{ ...common, kind: 'apis', name, body }, ...operations]
  })
}

function trim(url: string): string {
  return url.replace(/\/+$/, '')
}

function unique(losses: readonly Loss[]): Loss[] {
  return [...new Map(losses.map((loss) => [`${loss.title}\n${loss.reason}`, loss])).values()]
}
