/** Models: the deployments callers name, and the pool that answers each. */

import { type Draft, keyOf, make, nameFrom, say } from '@/lib/azure/plan/draft'
import type { ModelApi } from '@/lib/azure/plan/model-apis'
import { deploymentsAsked } from '@/lib/azure/plan/model-apis'
import type { PlannedBackends } from '@/lib/azure/plan/plan-backends'
import { attributeOf } from '@/lib/azure/policy-xml/policy-tree'
import { readExpression } from '@/lib/azure/policy-xml/read-expression'
import type { ReadPolicy, Statement } from '@/lib/azure/policy-xml/read-policies'
import type { AzureChoices } from '@/lib/contracts/azure-plan'

export type ModelChoice = AzureChoices['models'][number]

/**
 * The pools that answer the calls of an API: those of single deployments, and that of all others; null: none can be told, or where each
 * of the deployments has one of its own, none is asked for.
 */
export function poolsOfApi(
  modelApi: ModelApi,
  policies: readonly ReadPolicy[],
  backends: PlannedBackends,
  wanted: readonly ModelChoice[],
) {
  const byDeployment = new Map<string, string>()
  for (const { statements } of policies) {
    for (const statement of statements) {
      const [target] = statement.element.name === 'set-backend-service' ? targetOf(statement) : []
      const pool = target === undefined ? null : backends.poolOf(target)
      if (pool) for (const name of deploymentsAsked(statement.conditions) ?? []) byDeployment.set(name, pool)
    }
  }
  const names = modelApi.deployments.length > 0 ? modelApi.deployments : wanted.map(({ name }) => name)
  const isRestAsked = byDeployment.size === 0 || names.some((name) => !byDeployment.has(name))
  return { byDeployment, rest: isRestAsked ? poolOfRest(modelApi, policies, backends) : null }
}

function poolOfRest({ api }: ModelApi, policies: readonly ReadPolicy[], backends: PlannedBackends): string | null {
  const own = targetsOf(policies, ({ scope }) => (scope.kind === 'api' || scope.kind === 'operation') && scope.api === api.name)
  const targets = own.length > 0 ? own : targetsOf(policies, ({ scope }) => scope.kind !== 'api' && scope.kind !== 'operation')
  const distinct = [...new Set(targets)]
  const [only] = distinct
  if (only !== undefined && distinct.length === 1) return backends.poolOf(only)
  if (distinct.length > 1)
    return backends.regionPool(keyOf('api', api.name), nameFrom(`${api.name} by region`, 'by region'), distinct)
  return api.serviceUrl ? backends.poolOfAddress(keyOf('api', api.name), nameFrom(api.name, 'api'), api.serviceUrl) : null
}

function targetsOf(policies: readonly ReadPolicy[], isWanted: (policy: ReadPolicy) => boolean): string[] {
  return policies
    .filter(isWanted)
    .flatMap(({ statements }) => statements.filter(({ conditions }) => deploymentsAsked(conditions) === null).flatMap(targetOf))
}

function targetOf({ element }: Statement): string[] {
  const id = element.name === 'set-backend-service' ? attributeOf(element, 'backend-id') : undefined
  const read = id === undefined ? null : readExpression(id)
  return read?.kind === 'text' ? [read.value] : []
}

export type Pooled = { modelApi: ModelApi; pool: string | null; byDeployment: ReadonlyMap<string, string> }

/** Answers the names models have here, by API. */
export function planModels(
  draft: Draft,
  apis: readonly Pooled[],
  wanted: readonly ModelChoice[],
  present: ReadonlySet<string>,
): Map<string, string[]> {
  const planned = new Map<string, string | null>()
  const byApi = new Map<string, string[]>()
  for (const { modelApi, pool, byDeployment } of apis) {
    const { api, deployments } = modelApi
    const names = deployments.length > 0 ? deployments : wanted.map(({ name }) => name)
    byApi.set(api.name, names)
    for (const name of names) {
      if (!planned.has(name) || planned.get(name) === null) planned.set(name, byDeployment.get(name) ?? pool)
    }
  }
  for (const [name, pool] of planned) {
    planModel(draft, wanted.find((one) => one.name === name) ?? { name }, pool, {
      isPresent: present.has(name),
      others: apis.filter(
        (one) =>
          (one.byDeployment.get(name) ?? one.pool) !== pool &&
          one.pool !== null &&
          byApi.get(one.modelApi.api.name)?.includes(name),
      ),
    })
  }
  if (planned.size === 0 && apis.length > 0) {
    say(draft, {
      kind: 'model',
      name: '(none)',
      title: 'Models',
      verdict: 'not',
      reason: 'Callers name deployments in their paths, and the instance does not say which there are: choose the models above.',
    })
  }
  return byApi
}

type Known = { isPresent: boolean; others: readonly Pooled[] }

function planModel(draft: Draft, choice: ModelChoice, pool: string | null, { isPresent, others }: Known): void {
  const { name } = choice
  const said = { kind: 'model' as const, name }
  if (isPresent) {
    const kept = 'A model of this name is here already: it stays as it is, with its pool'
    const reason = pool === null ? `${kept}.` : `${kept}; ${pool} does not answer it.`
    say(draft, { ...said, verdict: pool === null ? 'maps' : 'loss', reason, here: [{ noun: 'models', name }] })
    return
  }
  if (pool === null) {
    say(draft, { ...said, verdict: 'not', reason: 'No backend answers it: its API has no address, and no policy sets one.' })
    return
  }
  const doc = { pool, ...capabilitiesOf(choice) }
  make(draft, 'models', keyOf('model', name), name, doc)
  const losses = others.map((one) => `${one.modelApi.api.displayName} sends it to ${one.pool} there`)
  say(draft, {
    ...said,
    verdict: losses.length === 0 ? 'maps' : 'loss',
    reason: losses.length === 0 ? `Answered by the pool ${pool}.` : `Answered by the pool ${pool} for all; ${losses.join(', ')}.`,
    here: [{ noun: 'models', name, fields: doc }],
  })
  deploy(draft, pool, name)
}

/** A deployment has the name callers use. */
function deploy(draft: Draft, pool: string, model: string): void {
  const members = draft.docs.pools.find((one) => one.name === pool)?.doc.members as { backend: string }[] | undefined
  for (const { backend } of members ?? []) {
    const doc = draft.docs.backends.find((one) => one.name === backend)?.doc
    if (doc) doc.deployments = { ...(doc.deployments as Record<string, string> | undefined), [model]: model }
  }
}

const sizes: readonly [RegExp, contextWindow: number, maxOutputTokens: number][] = [
  [/embedding|ada-002/, 8_191, 0],
  [/gpt-5/, 400_000, 128_000],
  [/gpt-4\.1/, 1_047_576, 32_768],
  [/gpt-4o/, 128_000, 16_384],
  [/^o[134]/, 200_000, 100_000],
  [/gpt-4-32k/, 32_768, 4_096],
  [/gpt-35|gpt-3\.5/, 16_385, 4_096],
]

function capabilitiesOf({ name, capabilities, contextWindow, maxOutputTokens }: ModelChoice) {
  const [, context = 128_000, output = 16_384] = sizes.find(([pattern]) => pattern.test(name)) ?? []
  return {
    capabilities: capabilities ?? (output === 0 ? ['embeddings'] : ['chat', 'tools', 'json']),
    contextWindow: contextWindow ?? context,
    maxOutputTokens: maxOutputTokens ?? output,
  }
}
