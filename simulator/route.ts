/** Which resource, operation and deployment a call is for, read from its path (and, on the OpenAI wire, its body). */
import { type PlainOperation, plainPaths } from './plain-operations'
import type { SimulatedResource } from './resources'
import { wires } from './wires/registry'
import type { SimulatedWire } from './wires/wire'

export type Operation = 'chat' | 'embeddings' | 'models' | 'responses' | PlainOperation

export type Route = {
  resource: SimulatedResource
  operation: Operation
  /** From the path; null where the body's `model` says it. */
  deployment: string | null
}

const operations: Record<string, Operation> = {
  'chat/completions': 'chat',
  embeddings: 'embeddings',
  models: 'models',
  responses: 'responses',
  ...plainPaths,
}

/** The route; the resource alone where it has no such path; null where there is no such resource. */
export function findRoute(
  url: URL,
  resources: ReadonlyMap<string, SimulatedResource>,
): Route | { resource: SimulatedResource } | null {
  const [, name = '', ...rest] = url.pathname.split('/')
  const resource = resources.get(name)
  if (!resource) return null
  const path = rest.join('/')
  const v1 = /^(?:openai\/)?v1\/(.+)$/.exec(path)?.[1]
  if (v1 !== undefined && (resource.kind === 'openai') === path.startsWith('v1/')) {
    const operation = operations[v1]
    return operation ? { resource, operation, deployment: null } : { resource }
  }
  if (resource.kind === 'azure-openai' && path === 'openai/models' && url.searchParams.get('api-version'))
    return { resource, operation: 'models', deployment: null }
  const classic = /^openai\/deployments\/([^/]+)\/(.+)$/.exec(path)
  if (resource.kind !== 'azure-openai' || !classic || !url.searchParams.get('api-version')) return { resource }
  const operation = operations[classic[2] ?? '']
  if (!operation || operation === 'models' || operation === 'responses') return { resource }
  return { resource, operation, deployment: decodeURIComponent(classic[1] ?? '') }
}

export type FoundWire = { resource: SimulatedResource; wire: SimulatedWire; path: string }

/** The resource of a call that speaks a wire of its own, and the path below its name; null for OpenAI's. */
export function findWire(url: URL, resources: ReadonlyMap<string, SimulatedResource>): FoundWire | null {
  const [, name = '', ...rest] = url.pathname.split('/')
  const resource = resources.get(name)
  const wire = resource && wires[resource.kind]
  return resource && wire ? { resource, wire, path: rest.join('/') } : null
}

/** The key a call carries, '' where it has none. */
export function keyOf(kind: SimulatedResource['kind'], headers: Record<string, string | string[] | undefined>): string {
  const bearer = /^Bearer (.+)$/i.exec(String(headers.authorization ?? ''))?.[1] ?? ''
  if (kind === 'openai') return bearer
  const header = headers['api-key']
  return typeof header === 'string' && header ? header : bearer
}
