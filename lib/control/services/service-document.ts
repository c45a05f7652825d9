/**
 * The reference of a service: of its OpenAPI document the operations that are served, each with its fields, references resolved. Written
 * anew and bounded, so that whoever shows it need not fear what stood in the file.
 */
import { unitWord } from '@/lib/contracts/unit-word'
import { firstEntries, kept, keptAtMost, type Left, resolved, type Schema, schemaOf } from '@/lib/control/services/kept-schema'
import { type Loose, looseOf, textOf } from '@/lib/control/services/loose'
import { operationsOf } from '@/lib/control/services/read-openapi'
import type { Service, ServiceOperation } from '@/lib/policy/services/service'

export type ServiceDocument = {
  openapi: '3.1.0'
  info: { title: string; version: string }
  servers: { url: string }[]
  paths: Record<string, Record<string, unknown>>
}

/** `source` is the document it was imported from; null where its operations were written by hand. */
export function serviceDocumentOf(name: string, { operations }: Service, source: Loose | null): ServiceDocument {
  const left = keptAtMost()
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

const MOST_PARAMETERS = 60

type Parameter = { name: string; in: string; required: boolean; description: string; schema: Schema }

/** Those of the path first: without a document they are all that is known. */
function parametersOf({ path }: ServiceOperation, lists: unknown[], source: Loose | null, left: Left): Parameter[] {
  const known = new Map<string, Parameter>()
  for (const [, name = ''] of path.matchAll(/\{([^}]+)\}/g))
    known.set(`path ${name}`, { name, in: 'path', required: true, description: '', schema: { type: 'string' } })
  for (const value of lists.flatMap((list) => (Array.isArray(list) ? list.slice(0, MOST_PARAMETERS) : []))) {
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
      description: kept(textOf(one.description, 300), left),
      schema: schemaOf(one.schema ?? one, source, 0, left),
    })
  }
  return [...known.values()]
}

function bodyOf(described: Loose | undefined, source: Loose | null, left: Left): { requestBody?: object } {
  const content = looseOf(resolved(described?.requestBody, source)?.content)
  const older = Array.isArray(described?.parameters)
    ? described.parameters
        .slice(0, MOST_PARAMETERS)
        .map((one) => resolved(one, source))
        .find((one) => one?.in === 'body')
    : undefined
  const types = content ? firstEntries(content, 5) : older ? [['application/json', older] as const] : []
  if (types.length === 0) return {}
  const entries = types.map(([type, value]) => [
    type.slice(0, 100),
    { schema: schemaOf(looseOf(value)?.schema, source, 0, left) },
  ])
  return { requestBody: { content: Object.fromEntries(entries) } }
}
