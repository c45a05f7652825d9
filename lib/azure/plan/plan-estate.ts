/**
 * What an API Management instance becomes here: a pure function of what was read, of what the admin chose and of what is here
 * already. Nothing is written by it.
 */
import type { Estate, EstateNamedValue } from '@/lib/azure/apim/estate'
import { type Draft, keyOf, newDraft, type PlannedDoc, say } from '@/lib/azure/plan/draft'
import { deploymentsSpokenOf, type ModelApi, modelApiOf } from '@/lib/azure/plan/model-apis'
import { planBackends } from '@/lib/azure/plan/plan-backends'
import { type ModelChoice, planModels, poolsOfApi } from '@/lib/azure/plan/plan-models'
import { planPolicies } from '@/lib/azure/plan/plan-policies'
import { planApis, planProducts } from '@/lib/azure/plan/plan-products'
import { planSubscriptions } from '@/lib/azure/plan/plan-subscriptions'
import { attributeOf } from '@/lib/azure/policy-xml/policy-tree'
import { type ReadPolicy, readPolicies } from '@/lib/azure/policy-xml/read-policies'
import type { AzureChoices, AzureCounts, AzureNoun, AzurePlanItem } from '@/lib/contracts/azure-plan'

/** What is here and was not brought over from this instance: its names are taken. */
export type Present = { names: Partial<Record<AzureNoun, readonly string[]>>; models: readonly ModelChoice[] }

export type EstatePlan = {
  items: AzurePlanItem[]
  counts: AzureCounts
  /** What the import makes, by noun. */
  docs: Record<AzureNoun, PlannedDoc[]>
  /** The models it plans with: chosen, spoken of, or here already. */
  models: string[]
}

export function planEstate(estate: Estate, choices: AzureChoices, present: Present): EstatePlan {
  const draft = newDraft()
  for (const [noun, names] of Object.entries(present.names)) {
    for (const name of names) draft.taken[noun as AzureNoun].add(name.toLowerCase())
  }
  const policies = readPolicies(estate)
  const backends = planBackends(draft, estate, {
    withIdentity: backendsWithIdentity(estate, policies),
    aside: backendsAside(estate, policies),
  })
  const modelApis = new Map<string, ModelApi>()
  for (const api of estate.apis) {
    const found = api.isCurrent ? modelApiOf(api, policies) : null
    if (found) modelApis.set(api.name, found)
  }
  planApis(draft, estate, modelApis)
  const wanted = modelsWanted(estate, policies, choices, present)
  const pooled = [...modelApis.values()].map((modelApi) => {
    const { byDeployment, rest } = poolsOfApi(modelApi, policies, backends, wanted)
    return { modelApi, pool: rest, byDeployment }
  })
  const models = planModels(draft, pooled, wanted, new Set(present.models.map(({ name }) => name)))
  const products = planProducts(draft, estate, models)
  planPolicies(
    {
      draft,
      products: products.products,
      backends,
      embeddingModel: wanted.find(isEmbedding)?.name ?? null,
      tokenVariables: tokenVariablesOf(policies),
    },
    policies,
  )
  const tenants = planSubscriptions(draft, estate, products, choices, present.names.tenants ?? [])
  sayTheRest(draft, estate, tenants)
  return { items: draft.items, counts: countsOf(draft.items), docs: draft.docs, models: wanted.map(({ name }) => name) }
}

export function countsOf(items: readonly AzurePlanItem[]): AzureCounts {
  const counts = { maps: 0, loss: 0, not: 0 }
  for (const { verdict } of items) counts[verdict]++
  return counts
}

function modelsWanted(
  estate: Estate,
  policies: readonly ReadPolicy[],
  { models }: AzureChoices,
  present: Present,
): ModelChoice[] {
  if (models.length > 0) return models
  const spoken = deploymentsSpokenOf(estate, policies).map((name): ModelChoice => ({ name }))
  if (spoken.length === 0) return [...present.models]
  const embedding = present.models.find(isEmbedding)
  return embedding && !spoken.some(isEmbedding) ? [...spoken, embedding] : spoken
}

function isEmbedding({ name, capabilities }: ModelChoice): boolean {
  return capabilities?.includes('embeddings') ?? /embedding|ada-002/.test(name)
}

/** Backends whose calls pass a policy that asks for a token of the managed identity: of the same scope, or of a product around it. */
function backendsWithIdentity(estate: Estate, policies: readonly ReadPolicy[]): Set<string> {
  const asking = policies.filter((policy) => policy.statements.some(asksForIdentity)).map(({ scope }) => scope)
  const isForAll = asking.some(({ kind }) => kind === 'global')
  const products = asking.flatMap((scope) => (scope.kind === 'product' ? [scope.product] : []))
  const apis = asking.flatMap((scope) => (scope.kind === 'api' || scope.kind === 'operation' ? [scope.api] : []))
  for (const product of estate.products) if (products.includes(product.name)) apis.push(...product.apis)
  const targets = new Set<string>()
  for (const { scope, statements } of policies) {
    const isIn = scope.kind === 'product' ? products.includes(scope.product) : scope.kind !== 'global' && apis.includes(scope.api)
    if (!isForAll && !isIn) continue
    for (const { element } of statements) {
      const id = element.name === 'set-backend-service' ? attributeOf(element, 'backend-id') : undefined
      const backend = estate.backends.find(({ name }) => name === id)
      if (backend) for (const name of [backend.name, ...(backend.pool ?? []).map((member) => member.backend)]) targets.add(name)
    }
  }
  return targets
}

function asksForIdentity({ element }: ReadPolicy['statements'][number]): boolean {
  const isAsking = element.name === 'authentication-managed-identity'
  return isAsking && /cognitiveservices|ai\.azure/.test(attributeOf(element, 'resource') ?? '')
}

/** Backends that only a policy asks that is not brought over. */
function backendsAside(estate: Estate, policies: readonly ReadPolicy[]): Set<string> {
  const elements = policies.flatMap(({ statements }) => statements.map(({ element }) => element))
  const named = (isAside: boolean) =>
    elements
      .filter(({ name }) => (name === 'llm-content-safety') === isAside)
      .flatMap((element) => attributeOf(element, 'backend-id') ?? [])
  const members = estate.backends.flatMap(({ pool }) => (pool ?? []).map(({ backend }) => backend))
  const called = new Set([...named(false), ...members])
  return new Set(named(true).filter((name) => !called.has(name)))
}

function tokenVariablesOf(policies: readonly ReadPolicy[]): Set<string> {
  const names = policies.flatMap(({ statements }) =>
    statements.map(({ element }) =>
      element.name === 'authentication-managed-identity' ? attributeOf(element, 'output-token-variable-name') : undefined,
    ),
  )
  return new Set(names.filter((name) => name !== undefined))
}

function sayTheRest(draft: Draft, estate: Estate, tenants: ReadonlyMap<string, string>): void {
  for (const { name, displayName, builtIn, kind, members } of estate.groups) {
    const tenant = tenants.get(keyOf('group', name))
    const verdict = tenant ? 'maps' : builtIn || kind === 'system' ? 'maps' : 'loss'
    const reason = tenant
      ? 'A tenant: it pays for the subscriptions of its members.'
      : verdict === 'maps'
        ? 'It comes with every instance; roles here take its place.'
        : 'None of its members has a subscription that is brought over, so it becomes no tenant.'
    const here = tenant ? [{ noun: 'tenants' as const, name: tenant }] : []
    say(draft, { kind: 'group', name, title: displayName, verdict, reason, there: { kind, members: members.length }, here })
  }
  for (const { name, email, firstName, lastName, state } of estate.users) {
    const title = [firstName, lastName].filter(Boolean).join(' ') || (email ?? name)
    const tenant = tenants.get(keyOf('user', name))
    const here = tenant ? [{ noun: 'tenants' as const, name: tenant }] : []
    const reason = 'Passwords cannot be brought over: people sign in with Entra ID, or are invited to their tenant.'
    say(draft, { kind: 'user', name, title, verdict: 'loss', reason, there: { email, state }, here })
  }
  for (const value of estate.namedValues) sayNamedValue(draft, estate, value)
  for (const { name } of [...estate.loggers, ...estate.diagnostics]) {
    const reason = 'Calls are booked, traced and measured here without it.'
    say(draft, { kind: 'diagnostic', name, verdict: 'maps', reason, key: `diagnostic:${name} ${draft.items.length}` })
  }
}

function sayNamedValue(draft: Draft, estate: Estate, { name, displayName, isSecret, keyVault }: EstateNamedValue): void {
  const isCredential = draft.docs.backends.some(
    ({ doc }) => (doc.credential as { namedValue?: string } | undefined)?.namedValue === displayName,
  )
  const isNamed = estate.policies.some(({ xml }) => xml.includes(`{{${displayName}}}`))
  const reason = isCredential
    ? 'Fetched when its backend is brought over, sealed, and shown nowhere.'
    : isNamed && !isSecret && !keyVault
      ? 'Its value was put where policies name it.'
      : isNamed
        ? 'It is a secret that a policy names: it is not read, and the policy is told of where it stands.'
        : 'Nothing that is brought over names it.'
  const verdict = isNamed && !isCredential && (isSecret || keyVault !== null) ? 'loss' : 'maps'
  say(draft, {
    kind: 'namedValue',
    name,
    title: displayName,
    verdict,
    reason,
    there: { secret: isSecret, vault: keyVault ? 'yes' : null },
  })
}
