/**
 * The reference of a service: of its OpenAPI document the operations that are served, each with its fields, references resolved. Written
 * anew and bounded, so that whoever shows it need not fear what stood in the file.
 */
import { unitWord } from '@/lib/contracts/unit-word'
import { type Loose, looseOf, textOf } from '@/lib/control/services/loose'
import { operationsOf } from '@/lib/control/services/read-openapi'
import type { Service, ServiceOperation } from '@/lib/policy/services/service'

export type ServiceDocument = {
  openapi: '3.1.0'
  info: { title: string; version: string }
  servers: { url: string }[]
  paths: Record<string, Record<string, unknown>>
}

type Schema = {
  type?: string
  description?: string
  enum?: (string | number | boolean)[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
}

const DEEPEST = 4
const MOST_FIELDS = 60
/** Of all schemas together: documents exist whose schemas name each other a thousandfold. */
const MOST_SCHEMAS = 5_000

/** `source` is the document it was imported from; null where its operations were written by hand. */
export function serviceDocumentOf(name: string, { operations }: Service, source: Loose | null): ServiceDocument {
  const left = { schemas: MOST_SCHEMAS }
  const described = new Map(source ? operationsOf(source).map((one) => [`${one.method} ${one.path}`, one] as const) : [])
  const paths: ServiceDocument['paths'] = {}
  for (const operation of operations) {
    const found = described.get(`${operation.method} ${operation.path}`)
    const methods = paths[operation.path] ?? {}
    methods[operation.method.toLowerCase()] = {
      operationId: operation.name,
      tags: [name],
      summary: operation.summary,
      description: unitsSentence(operation),
      parameters: parametersOf(operation, found ? [found.shared, found.described.parameters] : [], source, left),
      ...bodyOf(found?.described, source, left),
      responses: { default: { description: 'What the service answers, as it comes.' } },
    }
    paths[operation.path] = methods
  }
  return {
    openapi: '3.1.0',
    info: { title: name, version: '1' },
    servers: [{ url: `/services/${encodeURIComponent(name)}` }],
    paths,
  }
}

function unitsSentence({ units }: ServiceOperation): string {
  if (units === null) return 'Costs nothing.'
  return 'perCall' in units
    ? `Each call counts as ${units.perCall} ${unitWord(units.kind, units.perCall)}.`
    : `Counted in ${units.kind}, as the answer says in ${units.field}.`
}

type Left = { schemas: number }
type Parameter = { name: string; in: string; required: boolean; description: string; schema: Schema }

/** Those of the path first: without a document they are all that is known. */
function parametersOf({ path }: ServiceOperation, lists: unknown[], source: Loose | null, left: Left): Parameter[] {
  const known = new Map<string, Parameter>()
  for (const [, name = ''] of path.matchAll(/\{([^}]+)\}/g))
    known.set(`path ${name}`, { name, in: 'path', required: true, description: '', schema: { type: 'string' } })
  for (const value of lists.flatMap((list) => (Array.isArray(list) ? list.slice(0, MOST_FIELDS) : []))) {
    const one = resolved(value, source)
    const name = textOf(one?.name, 120)
    const place = textOf(one?.in, 20)
    if (!one || name === '' || !['path', 'query', 'header'].includes(place)) continue
    // Its key is the gateway's to send.
    if (place === 'header' && /authorization|api-key|subscription-key/i.test(name)) continue
    known.set(`${place} ${name}`, {
      name,
      in: place,
      required: place === 'path' || one.required === true,
      description: textOf(one.description, 300),
      schema: schemaOf(one.schema ?? one, source, 0, left),
    })
  }
  return [...known.values()]
}

function bodyOf(described: Loose | undefined, source: Loose | null, left: Left): { requestBody?: object } {
  const content = looseOf(resolved(described?.requestBody, source)?.content)
  const older = Array.isArray(described?.parameters)
    ? described.parameters.map((one) => resolved(one, source)).find((one) => one?.in === 'body')
    : undefined
  const types = content ? Object.entries(content).slice(0, 5) : older ? [['application/json', older] as const] : []
  if (types.length === 0) return {}
  const entries = types.map(([type, value]) => [
    type.slice(0, 100),
    { schema: schemaOf(looseOf(value)?.schema, source, 0, left) },
  ])
  return { requestBody: { content: Object.fromEntries(entries) } }
}

function schemaOf(value: unknown, source: Loose | null, depth: number, left: Left): Schema {
  const schema = resolved(value, source)
  if (left.schemas-- <= 0 || !schema || depth > DEEPEST) return {}
  const type = Array.isArray(schema.type) ? schema.type.find((one) => one !== 'null') : schema.type
  const description = textOf(schema.description, 300)
  const properties = Object.entries(looseOf(schema.properties) ?? {}).slice(0, MOST_FIELDS)
  return {
    ...(typeof type === 'string' ? { type: type.slice(0, 20) } : properties.length > 0 ? { type: 'object' } : {}),
    ...(description ? { description } : {}),
    ...(Array.isArray(schema.enum) ? { enum: schema.enum.filter(isPlain).slice(0, MOST_FIELDS) } : {}),
    ...(properties.length > 0 ? { properties: fieldsOf(properties, source, depth + 1, left) } : {}),
    ...(Array.isArray(schema.required)
      ? { required: schema.required.filter((one) => typeof one === 'string').slice(0, MOST_FIELDS) }
      : {}),
    ...(schema.items === undefined ? {} : { items: schemaOf(schema.items, source, depth + 1, left) }),
  }
}

function fieldsOf(properties: [string, unknown][], source: Loose | null, depth: number, left: Left): Record<string, Schema> {
  const fields: Record<string, Schema> = {}
  for (const [name, inner] of properties) {
    if (left.schemas <= 0) break
    fields[name.slice(0, 120)] = schemaOf(inner, source, depth, left)
  }
  return fields
}

function isPlain(value: unknown): value is string | number | boolean {
  return (typeof value === 'string' && value.length <= 200) || typeof value === 'number' || typeof value === 'boolean'
}

/** Follows references within the document, a few steps at most; null for what leads elsewhere. */
function resolved(value: unknown, source: Loose | null): Loose | null {
  let found = looseOf(value)
  for (let steps = 0; found && typeof found.$ref === 'string'; steps++) {
    if (steps === 8 || !found.$ref.startsWith('#/') || !source) return null
    let at: unknown = source
    for (const name of found.$ref.slice(2).split('/')) {
      const key = name.replaceAll('~1', '/').replaceAll('~0', '~')
      const here = looseOf(at)
      at = here && Object.hasOwn(here, key) ? here[key] : undefined
    }
    found = looseOf(at)
  }
  return found
}
