/** An OpenAPI document as its readers want it: operations by tag, each with the fields it takes. */
import { gatewayOpenApiDocument } from '@/lib/contracts/gateway-openapi'
import type { ServiceReference } from '@/lib/contracts/service'
import { openApiDocument } from '@/lib/http/openapi'

export type ReferenceField = { name: string; type: string; isRequired: boolean; description: string }

export type ReferenceOperation = {
  id: string
  method: string
  path: string
  tag: string
  summary: string
  description: string
  parameters: (ReferenceField & { in: string })[]
  body: ReferenceField[] | null
  /** Something that fits the body, to begin with. */
  sample: string | null
}

export const referenceDocuments = {
  gateway: { title: 'Gateway', file: 'tollgate-gateway.json', read: gatewayOpenApiDocument },
  management: { title: 'Management API', file: 'tollgate-management.json', read: openApiDocument },
} as const

export type ReferenceName = keyof typeof referenceDocuments

type Schema = {
  type?: string | string[]
  description?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  $ref?: string
}
type Described = {
  operationId?: string
  tags?: string[]
  summary?: string
  description?: string
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
}
type Document = { paths: Record<string, Record<string, Described>>; components?: { schemas?: Record<string, Schema> } }

export function listReference(name: ReferenceName): ReferenceOperation[] {
  return operationsOf(referenceDocuments[name].read() as Document)
}

/** Of a service, below the path it is called at. */
export function listServiceReference({ servers: [server], ...document }: ServiceReference): ReferenceOperation[] {
  const operations = operationsOf(document as Document)
  return operations.map((one) => ({ ...one, path: `${server?.url ?? ''}${one.path}` }))
}

function operationsOf(document: Document): ReferenceOperation[] {
  const resolve = resolver(document)
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operationOf(path, method, described, resolve)),
  )
}

type Resolve = (schema: Schema | undefined) => Schema

function resolver({ components }: Document): Resolve {
  const resolve: Resolve = (schema = {}) => {
    const name = schema.$ref?.split('/').at(-1)
    const found = name ? components?.schemas?.[name] : schema
    const choice = (found?.anyOf ?? found?.oneOf ?? found?.allOf)?.filter((one) => one.type !== 'null')
    return choice?.length === 1
      ? { ...resolve(choice[0]), description: found?.description ?? resolve(choice[0]).description }
      : (found ?? {})
  }
  return resolve
}

function operationOf(path: string, method: string, described: Described, resolve: Resolve): ReferenceOperation {
  const schema = described.requestBody?.content?.['application/json']?.schema
  const body = schema ? resolve(schema) : null
  return {
    id: described.operationId ?? `${method} ${path}`,
    method: method.toUpperCase(),
    path,
    tag: described.tags?.[0] ?? 'other',
    summary: described.summary ?? '',
    description: described.description ?? '',
    parameters: (described.parameters ?? []).map((one) => ({
      in: one.in,
      name: one.name,
      type: typeOf(resolve(one.schema), resolve),
      isRequired: one.required ?? false,
      description: one.description ?? one.schema?.description ?? '',
    })),
    body: body && fieldsOf(body, resolve),
    sample: body && JSON.stringify(sampleOf(body, resolve, 0), null, 2),
  }
}

function fieldsOf({ properties = {}, required = [] }: Schema, resolve: Resolve): ReferenceField[] {
  return Object.entries(properties).map(([name, schema]) => {
    const field = resolve(schema)
    return { name, type: typeOf(field, resolve), isRequired: required.includes(name), description: field.description ?? '' }
  })
}

function typeOf(schema: Schema, resolve: Resolve): string {
  if (schema.enum) return schema.enum.map(String).join(' | ')
  if (schema.const !== undefined) return String(schema.const)
  const kinds = Array.isArray(schema.type) ? schema.type : schema.type ? [schema.type] : []
  if (kinds.includes('array')) return `list of ${typeOf(resolve(schema.items), resolve)}`
  return kinds.join(' | ') || 'any'
}

function sampleOf(schema: Schema, resolve: Resolve, depth: number): unknown {
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const kind = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (kind === 'object' && depth < 3) {
    const fields = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name))
    return Object.fromEntries(fields.map(([name, inner]) => [name, sampleOf(resolve(inner), resolve, depth + 1)]))
  }
  if (kind === 'array') return depth < 2 && schema.items?.properties ? [sampleOf(resolve(schema.items), resolve, depth + 1)] : []
  if (kind === 'integer' || kind === 'number') return 1
  return kind === 'boolean' ? false : ''
}
