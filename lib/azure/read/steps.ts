/** Reading in steps, each so small that it can be repeated: collections by their pages, then what hangs on each of their items. */

import { statusOf } from '@/lib/azure/apim/azure-fault'
import type { EstatePolicyScope } from '@/lib/azure/apim/estate'
import type { Apim } from '@/lib/azure/apim/open-apim'
import { hideSecrets } from '@/lib/azure/read/hide-secrets'
import * as map from '@/lib/azure/read/to-estate'

export type StepPage = { items: unknown[]; next: string | null }

/** What is listed first, and what it is called while it is read. */
export const firstSteps = [
  'service',
  'apis',
  'products',
  'backends',
  'namedValues',
  'fragments',
  'groups',
  'users',
  'subscriptions',
  'loggers',
  'diagnostics',
  'allPolicies',
] as const

/** The steps that follow from what was listed. `listed` has the items of a first step. */
export function laterSteps(listed: (step: string) => unknown[]): string[] {
  const names = (step: string) => listed(step).map((one) => (one as { name: string }).name)
  const members = (listed('groups') as { name: string; kind: string }[]).filter(({ kind }) => kind !== 'system')
  const known = listed('allPolicies') as string[]
  const policies = known[0] === UNKNOWN ? guessedPolicies(names) : known
  return [
    ...names('apis').map((name) => `operations/${name}`),
    ...names('products').flatMap((name) => [`productApis/${name}`, `productGroups/${name}`]),
    ...members.map(({ name }) => `members/${name}`),
    ...policies.map((path) => `policy/${path}`),
  ]
}

/** Operations may have policies of their own where nobody lists them; asked for once operations are known. */
export function lastSteps(listed: (step: string) => unknown[]): string[] {
  if ((listed('allPolicies') as string[])[0] !== UNKNOWN) return []
  return (listed('apis') as { name: string }[]).flatMap(({ name }) =>
    (listed(`operations/${name}`) as { name: string }[]).map((operation) => `policy/apis/${name}/operations/${operation.name}`),
  )
}

/** One page of a step; `from` is where the last one said the next is. */
export async function readStep(apim: Apim, step: string, from: string | null): Promise<StepPage> {
  const at = step.indexOf('/')
  const [kind, name] = at < 0 ? [step, ''] : [step.slice(0, at), step.slice(at + 1)]
  if (kind === 'service') return { items: [await readService(apim)], next: null }
  if (kind === 'policy') return { items: await readPolicy(apim, name), next: null }
  if (kind === 'allPolicies') return readAllPolicies(apim, from)
  const lister = listers[kind]
  if (!lister) throw new Error(`no step is called ${step}`)
  return lister(apim, name, from)
}

export function scopeOfPath(path: string): EstatePolicyScope {
  const [kind, name = '', , operation] = path.split('/')
  if (kind === 'products') return { kind: 'product', product: name }
  if (kind === 'apis' && operation) return { kind: 'operation', api: name, operation }
  if (kind === 'apis') return { kind: 'api', api: name }
  return { kind: 'global' }
}

/** Said instead of a list by tiers that do not list policies. */
const UNKNOWN = '?'

type Lister = (apim: Apim, name: string, from: string | null) => Promise<StepPage>

const listers: Record<string, Lister> = {
  apis: ({ sdk, group, service }, _, from) => page(sdk.api.listByService(group, service), map.apiOf, from),
  operations: ({ sdk, group, service }, name, from) =>
    page(sdk.apiOperation.listByApi(group, service, name), map.operationOf, from),
  products: ({ sdk, group, service }, _, from) => page(sdk.product.listByService(group, service), map.productOf, from),
  productApis: ({ sdk, group, service }, name, from) => page(sdk.productApi.listByProduct(group, service, name), nameOf, from),
  productGroups: ({ sdk, group, service }, name, from) =>
    page(sdk.productGroup.listByProduct(group, service, name), nameOf, from),
  subscriptions: ({ sdk, group, service }, _, from) => page(sdk.subscription.list(group, service), map.subscriptionOf, from),
  backends: ({ sdk, group, service }, _, from) => page(sdk.backend.listByService(group, service), map.backendOf, from),
  namedValues: ({ sdk, group, service }, _, from) => page(sdk.namedValue.listByService(group, service), map.namedValueOf, from),
  fragments: ({ sdk, group, service }, _, from) => page(sdk.policyFragment.listByService(group, service), map.fragmentOf, from),
  users: ({ sdk, group, service }, _, from) => page(sdk.user.listByService(group, service), map.userOf, from),
  groups: ({ sdk, group, service }, _, from) => page(sdk.group.listByService(group, service), map.groupOf, from),
  members: ({ sdk, group, service }, name, from) => page(sdk.groupUser.list(group, service, name), nameOf, from),
  loggers: ({ sdk, group, service }, _, from) => page(sdk.logger.listByService(group, service), map.loggerOf, from),
  diagnostics: ({ sdk, group, service }, _, from) => page(sdk.diagnostic.listByService(group, service), map.diagnosticOf, from),
}

type Pages<T> = { byPage(settings?: { continuationToken?: string }): AsyncIterableIterator<T[]> }

async function page<T>(pages: Pages<T>, mapper: (raw: T) => unknown, from: string | null): Promise<StepPage> {
  const { getContinuationToken } = await import('@azure/arm-apimanagement')
  const { value } = await pages.byPage(from ? { continuationToken: from } : {}).next()
  const found = (value ?? []) as T[]
  return { items: found.map(mapper), next: getContinuationToken(found) || null }
}

async function readService({ sdk, group, service }: Apim): Promise<unknown> {
  const { name, location, sku, gatewayUrl, identity } = await sdk.apiManagementService.get(group, service)
  const fields = { location, sku: sku?.name, gatewayUrl, identity: identity?.type }
  return { name, ...Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, value ?? null])) }
}

async function readAllPolicies({ sdk, group, service, id }: Apim, from: string | null): Promise<StepPage> {
  const pathOf = ({ referencePolicyId = '' }: { referencePolicyId?: string }) => {
    const at = referencePolicyId.toLowerCase().indexOf('/service/')
    const below = at < 0 ? '' : referencePolicyId.slice(at).split('/').slice(3).join('/')
    return below.replace(/\/?policies\/policy$/i, '')
  }
  try {
    const found = await page(sdk.allPolicies.listByService(group, service), pathOf, from)
    const items = found.items.filter((path) => /^(|products\/[^/]+|apis\/[^/]+(\/operations\/[^/]+)?)$/.test(String(path)))
    return { ...found, items }
  } catch (error) {
    if (from !== null || ![400, 404, 405].includes(statusOf(error) ?? 0)) throw error
    return { items: id === '' ? [] : [UNKNOWN], next: null }
  }
}

function guessedPolicies(names: (step: string) => string[]): string[] {
  return ['', ...names('products').map((name) => `products/${name}`), ...names('apis').map((name) => `apis/${name}`)]
}

/** The document at a scope, as it was written; nothing where there is none. */
async function readPolicy(apim: Apim, path: string): Promise<unknown[]> {
  try {
    const { value, etag } = await getPolicy(apim, scopeOfPath(path))
    return [{ scope: scopeOfPath(path), xml: hideSecrets(value), etag }]
  } catch (error) {
    if (statusOf(error) === 404) return []
    throw error
  }
}

/** The document at a scope with nothing left out, to be written again: keep it nowhere. */
export async function getPolicy(
  { sdk, group, service }: Apim,
  scope: EstatePolicyScope,
): Promise<{ value: string; etag: string | null }> {
  let text = ''
  const onResponse = ({ bodyAsText }: { bodyAsText?: string | null }) => {
    text = bodyAsText ?? ''
  }
  const options = { format: 'rawxml' as const, onResponse }
  const answer = await (scope.kind === 'product'
    ? sdk.productPolicy.get(group, service, scope.product, 'policy', options)
    : scope.kind === 'api'
      ? sdk.apiPolicy.get(group, service, scope.api, 'policy', options)
      : scope.kind === 'operation'
        ? sdk.apiOperationPolicy.get(group, service, scope.api, scope.operation, 'policy', options)
        : sdk.policy.get(group, service, 'policy', options))
  // Of an API's policies the official client expects XML, and finds nothing in the JSON that Azure answers.
  return { value: answer.value ?? valueIn(text), etag: answer.eTag ?? null }
}

function valueIn(text: string): string {
  if (!text.startsWith('{')) return ''
  const { properties } = JSON.parse(text) as { properties?: { value?: unknown } }
  return typeof properties?.value === 'string' ? properties.value : ''
}

function nameOf({ name }: { name?: string }): string {
  return name ?? ''
}
