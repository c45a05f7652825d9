/** What an instance holds now of the kinds that are published, as bodies that can be compared. */
import type { PolicyFragmentContract } from '@azure/arm-apimanagement'
import { statusOf } from '@/lib/azure/apim/azure-fault'
import type { Apim } from '@/lib/azure/apim/open-apim'
import { canonicalPolicy } from '@/lib/azure/publish/canonical-policy'
import { type Actual, type Body, type Desired, keyOf, type Owned, type PublishKind } from '@/lib/azure/publish/entity'
import { blockOf } from '@/lib/azure/publish/managed-block'
import { hideSecrets } from '@/lib/azure/read/hide-secrets'
import { getPolicy } from '@/lib/azure/read/steps'
import { apiOf, backendOf, fragmentOf, lastOf, operationOf, productOf, subscriptionOf } from '@/lib/azure/read/to-estate'

/** Of the wanted and the owned entities, those that are there. Collections are listed, not asked for one by one. */
export async function readActual(apim: Apim, desired: readonly Desired[], owned: readonly Owned[]): Promise<Actual[]> {
  const { sdk, group, service } = apim
  const asked = new Set([...desired, ...owned.filter(({ owner }) => owner === 'tollgate')].map(keyOf))
  const found: Actual[] = []
  const keep = (kind: PublishKind, name: string, body: Body) => {
    if (asked.has(keyOf({ kind, name }))) found.push({ kind, name, body, etag: null })
  }
  for await (const raw of sdk.backend.listByService(group, service)) {
    const one = backendOf(raw)
    if (one.pool) keep('pools', one.name, poolBody(one))
    else keep('backends', one.name, backendBody(one))
  }
  for await (const raw of sdk.policyFragment.listByService(group, service)) {
    keep('policyFragments', raw.name ?? '', fragmentBody(raw))
  }
  for await (const raw of sdk.api.listByService(group, service)) {
    const one = apiOf(raw)
    keep('apis', one.name, apiBody(one))
  }
  for await (const raw of sdk.product.listByService(group, service)) {
    const one = productOf(raw)
    keep('products', one.name, productBody(one))
  }
  for await (const raw of sdk.subscription.list(group, service)) {
    const one = subscriptionOf(raw)
    keep('subscriptions', one.name, subscriptionBody(one))
  }
  await readDependents(apim, asked, found)
  return found
}

/** The links, operations and policies of what is there. */
async function readDependents(apim: Apim, asked: ReadonlySet<string>, found: Actual[]): Promise<void> {
  const { sdk, group, service } = apim
  const products = found.filter(({ kind }) => kind === 'products').map(({ name }) => name)
  for (const product of products) {
    for await (const { name = '' } of sdk.productApi.listByProduct(group, service, product)) {
      const link = { kind: 'productApis' as const, name: `${product}/${name}` }
      if (asked.has(keyOf(link))) found.push({ ...link, body: {}, etag: null })
    }
    const policy = { kind: 'productPolicies' as const, name: product }
    if (!asked.has(keyOf(policy))) continue
    const document = await findDocument(apim, product)
    const body = document ? policyBody(document.value) : null
    if (body) found.push({ ...policy, body, etag: null })
  }
  for (const { name: api } of found.filter(({ kind }) => kind === 'apis')) {
    for await (const raw of sdk.apiOperation.listByApi(group, service, api)) {
      const one = { kind: 'apiOperations' as const, name: `${api}/${raw.name}` }
      if (asked.has(keyOf(one))) found.push({ ...one, body: operationBody(operationOf(raw)), etag: null })
    }
  }
}

/** A product's document with nothing left out, to be written again: keep it nowhere. */
export async function findDocument(apim: Apim, product: string): Promise<{ value: string; etag: string | null } | null> {
  try {
    return await getPolicy(apim, { kind: 'product', product })
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

/** What is ours in a product's document; null where nothing is. */
export function policyBody(document: string): Body | null {
  const [block, outbound] = [blockOf(document), blockOf(document, 'outbound')]
  if (block === null && outbound === null) return null
  return { block: hideSecrets(block ?? ''), outbound: hideSecrets(outbound ?? '') }
}

export function fragmentBody(raw: PolicyFragmentContract): Body {
  return { description: fragmentOf(raw).description, xml: hideSecrets(canonicalPolicy(raw.value ?? '')) }
}

export function apiBody({ displayName, path, keyNames, serviceUrl }: ReturnType<typeof apiOf>): Body {
  return { displayName, path, header: keyNames.header, query: keyNames.query, serviceUrl }
}

export function operationBody({ displayName, method, urlTemplate }: ReturnType<typeof operationOf>): Body {
  return { displayName, method, urlTemplate }
}

export function subscriptionBody({ displayName, scope, state }: ReturnType<typeof subscriptionOf>): Body {
  return { displayName, product: scope.kind === 'product' ? scope.product : '', state }
}

type Backend = ReturnType<typeof backendOf>

export function backendBody({ title, description, url, protocol, circuitBreaker }: Backend): Body {
  const [rule] = circuitBreaker
  if (!rule) return { title, description, url, protocol, breaker: null }
  const { name: _, ...breaker } = rule
  return { title, description, url, protocol, breaker }
}

export function poolBody({ title, description, pool }: Backend): Body {
  const services = (pool ?? [])
    .map(({ backend, priority, weight }) => ({ backend: lastOf(backend), priority: priority ?? 1, weight: weight ?? 1 }))
    .toSorted((a, b) => a.priority - b.priority || a.backend.localeCompare(b.backend))
  return { title, description, services }
}

export function productBody(one: ReturnType<typeof productOf>): Body {
  const { displayName, description, terms, state, subscriptionRequired, approvalRequired } = one
  return { displayName, description, terms, state, subscriptionRequired, approvalRequired }
}
