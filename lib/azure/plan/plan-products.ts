/** Products, and the paths of their APIs. What keys of an API or of everything open becomes a product of its own. */
import type { Estate, EstateProduct, EstateSubscription } from '@/lib/azure/apim/estate'
import { type Draft, keyOf, make, nameFrom, say } from '@/lib/azure/plan/draft'
import type { ModelApi } from '@/lib/azure/plan/model-apis'
import type { ProductDraft } from '@/lib/azure/plan/policies/policy-draft'
import { basePathCreate } from '@/lib/contracts/base-path'

export type PlannedProducts = { products: ProductDraft[]; productOf(subscription: EstateSubscription): ProductDraft | null }

export function planProducts(draft: Draft, estate: Estate, models: ReadonlyMap<string, string[]>): PlannedProducts {
  const byName = new Map<string, ProductDraft>()
  for (const product of estate.products) {
    const own = planProduct(draft, product, models)
    if (own) byName.set(product.name, own)
  }
  const forApis = new Map<string, ProductDraft>()
  for (const { scope } of estate.subscriptions) {
    if (scope.kind === 'product') continue
    const name = scope.kind === 'api' ? scope.api : ''
    if (!forApis.has(name)) {
      const made = productForApi(draft, estate, name, models)
      if (made) forApis.set(name, made)
    }
  }
  return {
    products: [...byName.values(), ...forApis.values()],
    productOf({ scope }) {
      if (scope.kind === 'product') return byName.get(scope.product) ?? null
      return forApis.get(scope.kind === 'api' ? scope.api : '') ?? null
    },
  }
}

function planProduct(draft: Draft, product: EstateProduct, models: ReadonlyMap<string, string[]>): ProductDraft | null {
  const { name, displayName, description, terms, state, approvalRequired, subscriptionRequired, subscriptionsLimit, apis } =
    product
  const there = {
    state,
    apis,
    'approval required': approvalRequired,
    'subscriptions per user': subscriptionsLimit,
    groups: product.groups,
  }
  const others = apis.filter((api) => !models.has(api))
  if (apis.length > 0 && others.length === apis.length) {
    say(draft, {
      kind: 'product',
      name,
      title: displayName,
      verdict: 'not',
      reason: 'None of its APIs is an API of models.',
      there,
    })
    return null
  }
  const losses: string[] = []
  if (!subscriptionRequired) losses.push('Calls without a key are not answered here: its callers need a subscription')
  if (subscriptionsLimit !== null) losses.push(`A user may have any number of subscriptions here, ${subscriptionsLimit} there`)
  if (others.length > 0)
    losses.push(
      `Its ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} no API of models and stay${others.length === 1 ? 's' : ''} there`,
    )
  // Who sees a product is not told apart here, so whoever asks for one that was for some is looked at.
  const isForSome = product.groups.length > 0 && !product.groups.some((group) => /^(developers|guests)$/i.test(group))
  if (isForSome)
    losses.push(
      `Only ${product.groups.join(', ')} may see it there; here every tenant does, so a subscription of it waits for approval`,
    )
  const own = draftOf(draft, keyOf('product', name), nameFrom(displayName, name), {
    description: (description ?? '').slice(0, 4000),
    terms: (terms ?? '').slice(0, 4000),
    models: modelsOf(apis, models),
    requiresApproval: approvalRequired || isForSome,
    state: state === 'published' ? 'published' : 'draft',
  })
  say(draft, {
    kind: 'product',
    name,
    title: displayName,
    verdict: losses.length === 0 ? 'maps' : 'loss',
    reason: losses.length === 0 ? 'A product with the models of its APIs.' : `${losses.join('. ')}.`,
    there,
    here: [{ noun: 'products', name: own.name, fields: own.doc }],
  })
  return { ...own, apimName: name, apis, cidrs: [], isShut: false }
}

/** `api` is empty for keys that open everything. Null where there is nothing of models in it. */
function productForApi(draft: Draft, estate: Estate, api: string, models: ReadonlyMap<string, string[]>): ProductDraft | null {
  const apis = api === '' ? [...models.keys()] : models.has(api) ? [api] : []
  if (apis.length === 0) return null
  const title = estate.apis.find((one) => one.name === api)?.displayName ?? api
  const name = api === '' ? 'All APIs' : nameFrom(`${title} (API)`, api)
  const own = draftOf(draft, api === '' ? 'api:*' : `api:${api} product`, name, {
    description: api === '' ? 'For keys that open every API there.' : `For keys of the API ${title} there.`,
    models: modelsOf(apis, models),
    requiresApproval: true,
    state: 'published',
  })
  return { ...own, apimName: null, apis, cidrs: [], isShut: false }
}

function draftOf(draft: Draft, source: string, wanted: string, doc: Record<string, unknown>) {
  const name = make(draft, 'products', source, wanted, doc)
  const kept = draft.docs.products.at(-1)?.doc ?? doc
  return { source, name, doc: kept }
}

function modelsOf(apis: readonly string[], models: ReadonlyMap<string, string[]>): string[] {
  return [...new Set(apis.flatMap((api) => models.get(api) ?? []))].slice(0, 200)
}

/** APIs: the base path their clients go on with. */
export function planApis(draft: Draft, estate: Estate, known: ReadonlyMap<string, ModelApi>): void {
  const paths = new Map<string, string>()
  for (const api of estate.apis) {
    const { name, displayName, path, keyNames, isCurrent } = api
    const said = {
      kind: 'api' as const,
      name,
      title: displayName,
      there: { path: `/${path}`, 'key header': keyNames.header, 'key query': keyNames.query },
    }
    const modelApi = known.get(name)
    if (!modelApi) {
      say(draft, {
        ...said,
        verdict: 'not',
        reason: isCurrent
          ? 'It is no API of models: bring it in from its OpenAPI document, as a service.'
          : 'It is an old revision.',
      })
      continue
    }
    if (path === '') {
      say(draft, { ...said, verdict: 'not', reason: 'It stands at the root of the host, where the console is here.' })
      continue
    }
    const other = paths.get(path.toLowerCase())
    if (other !== undefined) {
      say(draft, {
        ...said,
        verdict: 'not',
        reason: `Its path is that of ${other}, another version, told apart by more than the path.`,
      })
      continue
    }
    const doc = { path: `/${path}`, becomes: modelApi.becomes, keyHeader: keyNames.header, keyQuery: keyNames.query }
    const refused = basePathCreate.safeParse(doc).error?.issues[0]
    if (refused) {
      const what = { keyHeader: 'Its key header', keyQuery: 'Its key parameter' }[String(refused.path[0])] ?? 'Its path'
      say(draft, { ...said, verdict: 'not', reason: `${what} cannot go on here: it ${refused.message}.` })
      continue
    }
    paths.set(path.toLowerCase(), displayName)
    draft.docs.bases.push({ source: keyOf('api', name), name: `/${path}`, doc })
    say(draft, {
      ...said,
      verdict: 'maps',
      reason: 'Its path goes on here: clients change the host and nothing else.',
      here: [{ noun: 'bases', name: `/${path}`, fields: doc }],
    })
  }
}
