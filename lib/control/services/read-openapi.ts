/**
 * What an OpenAPI 3 or Swagger 2 document offers, as operations the gateway can serve. The document is somebody else's: nothing of it
 * is believed to have the shape it should, and what is kept is written anew.
 */
import { parseDocument } from 'yaml'
import { serviceMethods } from '@/lib/contracts/enumerations'
import type { ServiceOffer } from '@/lib/contracts/service'
import { servicePath } from '@/lib/contracts/service'
import { invalidField } from '@/lib/control/input'
import { type Loose, looseOf, textOf } from '@/lib/control/services/loose'
import type { ServiceMethod } from '@/lib/policy/services/service'

const MOST = 500
/** Of what is not served so many are named. */
const MOST_SKIPPED = 500
const LONGEST_PATH = 300
/** Reading YAML takes long, and all other calls wait meanwhile. */
const LONGEST_YAML = 200_000

/** Throws a fault on `document` where it is none. */
export function readOpenApi(text: string): Loose {
  const document = looseOf(parsed(text))
  const isKnown = textOf(document?.openapi, 20).startsWith('3.') || textOf(document?.swagger, 20) === '2.0'
  if (!document || !isKnown) throw invalidField('document', 'must be an OpenAPI 3 or Swagger 2 document, as JSON or YAML')
  return document
}

export function offerOf(document: Loose): ServiceOffer {
  const operations: ServiceOffer['operations'] = []
  const skipped: ServiceOffer['skipped'] = []
  const shapes = new Set<string>()
  for (const { path, method, described } of operationsOf(document)) {
    const label = `${method} ${path}`.slice(0, 300)
    const shape = path.length > LONGEST_PATH ? null : `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`
    if (!isMethod(method)) skipped.push({ operation: label, why: `${method} is not passed on` })
    else if (shape === null || !servicePath.safeParse(path).success)
      skipped.push({ operation: label, why: 'a place in its path is not a whole segment, or the path is no plain one' })
    else if (shapes.has(shape)) skipped.push({ operation: label, why: 'it differs from another by the names of its places only' })
    else if (operations.length === MOST) skipped.push({ operation: label, why: `only ${MOST} operations are kept` })
    else {
      shapes.add(shape)
      const summary = textOf(described.summary ?? described.description, 300)
      operations.push({
        name: textOf(described.operationId, 120) || label.slice(0, 120),
        method,
        path,
        summary,
        units: unitsAtFirst(method),
      })
    }
  }
  const title = textOf(looseOf(document.info)?.title, 120) || 'API'
  return {
    title,
    name: nameOf(title),
    baseUrl: baseUrlOf(document),
    keyHeader: keyHeaderOf(document),
    operations,
    skipped: skipped.slice(0, MOST_SKIPPED),
  }
}

type Found = { path: string; method: string; described: Loose; shared: unknown }

/** All operations, each with what its path says for all of them. */
export function operationsOf(document: Loose): Found[] {
  return Object.entries(looseOf(document.paths) ?? {}).flatMap(([path, item]) => {
    const methods = looseOf(item) ?? {}
    return Object.entries(methods).flatMap(([method, value]) => {
      const described = looseOf(value)
      return described && /^(get|put|post|delete|options|head|patch|trace)$/i.test(method)
        ? [{ path, method: method.toUpperCase(), described, shared: methods.parameters }]
        : []
    })
  })
}

/** What makes something counts as a call until somebody says otherwise; what only asks or takes away costs nothing. */
function unitsAtFirst(method: ServiceMethod): { kind: 'calls'; perCall: number } | null {
  return method === 'GET' || method === 'DELETE' ? null : { kind: 'calls', perCall: 1 }
}

function isMethod(method: string): method is ServiceMethod {
  return (serviceMethods as readonly string[]).includes(method)
}

function parsed(text: string): unknown {
  try {
    if (text.trimStart().startsWith('{')) return JSON.parse(text)
    if (text.length > LONGEST_YAML) throw new Error(`as YAML it may have ${LONGEST_YAML} characters: give it as JSON`)
    // Looking for keys that come twice takes the square of their number: of two the last one counts, as in JSON.
    const document = parseDocument(text, { uniqueKeys: false })
    const [first] = document.errors
    if (first) throw first
    // A few aliases of aliases make a text of gigabytes.
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    throw invalidField('document', `cannot be read: ${message.slice(0, 200)}`)
  }
}

/** The first server that is a whole address; of Swagger 2 its host. */
function baseUrlOf(document: Loose): string | null {
  const servers = Array.isArray(document.servers) ? document.servers : []
  for (const server of servers) {
    const url = textOf(looseOf(server)?.url, 500)
    if (/^https?:\/\/[^{}]+$/.test(url) && URL.canParse(url)) return url.replace(/\/+$/, '')
  }
  const host = textOf(document.host, 300)
  if (host === '' || /[{}/\s]/.test(host)) return null
  const schemes = Array.isArray(document.schemes) ? document.schemes : []
  const url = `${schemes.includes('https') || schemes.length === 0 ? 'https' : 'http'}://${host}${textOf(document.basePath, 200)}`
  return URL.canParse(url) ? url.replace(/\/+$/, '') : null
}

function keyHeaderOf(document: Loose): string | null {
  const schemes = looseOf(looseOf(document.components)?.securitySchemes) ?? looseOf(document.securityDefinitions) ?? {}
  for (const value of Object.values(schemes)) {
    const scheme = looseOf(value)
    const name = textOf(scheme?.name, 63).toLowerCase()
    if (scheme?.type === 'apiKey' && scheme.in === 'header' && /^[a-z0-9][a-z0-9-]*$/.test(name) && name !== 'authorization')
      return name
  }
  return null
}

/** A title as a name in a path. */
function nameOf(title: string): string {
  const name = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  return name.slice(0, 60) || 'service'
}
