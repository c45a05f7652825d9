/** Which APIs of an instance are APIs of models, what their paths become here, and which deployments they name. */
import type { Estate, EstateApi } from '@/lib/azure/apim/estate'
import type { Expression } from '@/lib/azure/policy-xml/expression'
import { attributeOf } from '@/lib/azure/policy-xml/policy-tree'
import { readExpression } from '@/lib/azure/policy-xml/read-expression'
import type { ReadPolicy } from '@/lib/azure/policy-xml/read-policies'

export type ModelApi = {
  api: EstateApi
  /** The dialect's base its path stands for: what follows it is the same. */
  becomes: '/openai' | '/openai/v1' | '/v1' | '/anthropic'
  isAzure: boolean
  /** Named in its paths or address; empty: callers name them. */
  deployments: string[]
}

const modelPath =
  /\/(deployments\/|chat\/completions|completions|embeddings|responses|messages|images\/generations|audio\/|models)/

/** Null where it is an API of something else. */
export function modelApiOf(api: EstateApi, policies: readonly ReadPolicy[]): ModelApi | null {
  const templates = api.operations.map(({ urlTemplate }) => urlTemplate)
  const hasPaths = templates.some((template) => modelPath.test(template))
  const hasPolicies = policies.some(
    ({ scope, statements }) =>
      (scope.kind === 'api' || scope.kind === 'operation') &&
      scope.api === api.name &&
      statements.some(({ element }) => /^(llm|azure-openai)-/.test(element.name)),
  )
  if (!hasPaths && !hasPolicies && !isModelAddress(api.serviceUrl)) return null
  const isAzure = templates.some((template) => template.includes('/deployments/')) || /openai(\/|$)/i.test(api.path)
  return { api, becomes: baseOf(api, templates, isAzure), isAzure, deployments: deploymentsOf(api, templates) }
}

/** Names of deployments the instance speaks of: in paths, in addresses, in conditions. */
export function deploymentsSpokenOf(estate: Estate, policies: readonly ReadPolicy[]): string[] {
  const names = new Set<string>()
  for (const { operations, serviceUrl } of estate.apis) {
    for (const { urlTemplate } of operations) add(names, deploymentIn(urlTemplate))
    add(names, deploymentIn(serviceUrl ?? ''))
  }
  for (const { url } of estate.backends) add(names, deploymentIn(url))
  for (const { statements } of policies) {
    for (const { element, conditions } of statements) {
      for (const condition of conditions) if (condition) comparedDeployments(condition, names)
      const template = attributeOf(element, 'template')
      if (element.name === 'rewrite-uri' && template) add(names, deploymentIn(template))
    }
  }
  return [...names]
}

/** The deployments a choice is for, where that is all it asks; null: it asks for something else, or nothing. */
export function deploymentsAsked(conditions: readonly (Expression | null)[]): string[] | null {
  const [only] = conditions
  if (conditions.length !== 1 || !only) return null
  const parts = only.kind === 'any' ? only.parts : [only]
  const names = new Set<string>()
  for (const part of parts) if (part.kind === 'compare' && part.op === '==') comparedDeployments(part, names)
  return names.size > 0 && names.size === parts.length ? [...names] : null
}

function comparedDeployments(expression: Expression, names: Set<string>): void {
  if (expression.kind === 'all' || expression.kind === 'any')
    for (const part of expression.parts) comparedDeployments(part, names)
  if (expression.kind !== 'compare') return
  const { left, right } = expression
  if (left.kind === 'parameter' && /deployment|model/i.test(left.name) && right.kind === 'text') add(names, right.value)
}

function add(names: Set<string>, name: string | null): void {
  if (name !== null && /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}$/.test(name)) names.add(name)
}

function deploymentsOf({ serviceUrl }: EstateApi, templates: readonly string[]): string[] {
  const names = new Set<string>()
  for (const template of templates) add(names, deploymentIn(template))
  add(names, deploymentIn(serviceUrl ?? ''))
  return [...names]
}

/** A placeholder such as `{deployment-id}` names none. */
function deploymentIn(path: string): string | null {
  return /\/deployments\/([^/{}?]+)/.exec(path)?.[1] ?? null
}

function baseOf({ path }: EstateApi, templates: readonly string[], isAzure: boolean): ModelApi['becomes'] {
  if (templates.some((template) => /(^|\/)messages$/.test(template))) return '/anthropic'
  if (!isAzure) return '/v1'
  const isPlain = !templates.some((template) => template.includes('/deployments/'))
  return isPlain && /openai\/v1$/i.test(path) ? '/openai/v1' : '/openai'
}

export function isModelAddress(url: string | null): boolean {
  return url !== null && /openai|cognitiveservices|services\.ai\.azure|anthropic|\/v1\/?$/i.test(url)
}

/** A text that stands in a policy's attribute as it is; null where it is an expression. */
export function plainText(value: string | undefined): string | null {
  const read = value === undefined ? null : readExpression(value)
  return read?.kind === 'text' ? read.value : null
}
