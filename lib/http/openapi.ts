/** The OpenAPI document, made from the table of routes and the contracts. */
import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { permissions, rolesFor } from '@/lib/access/permissions'
import { idOf } from '@/lib/contracts/fields'
import { problem } from '@/lib/contracts/problem'
import { fileTypes, type Route } from '@/lib/http/route'
import { routeList } from '@/lib/http/routes'

let made: object | undefined

/** The whole document; made once. */
export function openApiDocument(): object {
  made ??= createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Tollgate management API',
      version: '1',
      description:
        'Everything the console does. Ids are prefixed (ten_, prd_ …), money is a decimal string, lists are paged by cursor. Writes of what has a version need If-Match; creates take an Idempotency-Key.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ managementToken: [] }],
    components: {
      securitySchemes: {
        managementToken: { type: 'http', scheme: 'bearer', description: 'A management token (tgm_…).' },
      },
    },
    paths: pathsOf(),
  })
  return made
}

function pathsOf(): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const { path, method, route } of routeList) {
    const methods = paths[path] ?? {}
    methods[method.toLowerCase()] = operationOf(path, method, route)
    paths[path] = methods
  }
  return paths
}

function operationOf(path: string, method: string, route: Route): ZodOpenApiOperationObject {
  const { operation, summary, isOpen, csv, stream, files } = route
  const { spec, action } = operation
  const roles = rolesFor(action)
  const hasInput = Object.keys(spec.in.shape).length > 0
  const json = { 'application/json': { schema: spec.out } }
  const status = spec.creates ? 201 : 200
  const input = { 'application/json': { schema: spec.in } }
  const uploaded = route.upload ? { 'text/csv': { schema: z.string() } } : {}
  return {
    operationId: operationId(path, method),
    tags: [path.split('/')[1] ?? ''],
    summary,
    description: isOpen
      ? 'Open: the token in the body is the proof.'
      : `${permissions[action].description}. Action \`${action}\`; roles: ${roles.join(', ')}.`,
    ...(isOpen ? { security: [] } : {}),
    requestParams: {
      ...(spec.path ? { path: pathParams(spec.path) } : {}),
      ...(method === 'GET' && hasInput ? { query: spec.in } : {}),
      ...headerParams(spec),
    },
    ...(method !== 'GET' && hasInput ? { requestBody: { content: { ...input, ...uploaded } } } : {}),
    responses: {
      [status]: {
        description: spec.creates ? 'Created' : 'Done',
        content: { ...json, ...(csv || stream ? { 'text/csv': { schema: z.string() } } : {}), ...fileContents(files) },
      },
      default: { description: 'A failure', content: { 'application/problem+json': { schema: problem } } },
    },
  }
}

function fileContents(files: Route['files'] = {}) {
  const bytes = z.string().meta({ format: 'binary' })
  return Object.fromEntries(
    Object.entries(fileTypes).flatMap(([name, type]) => (name in files ? [[type, { schema: bytes }]] : [])),
  )
}

function pathParams(path: NonNullable<Route['operation']['spec']['path']>) {
  return z.object(Object.fromEntries(Object.entries(path).map(([name, noun]) => [name, idOf(noun)])))
}

function headerParams(spec: Route['operation']['spec']) {
  const shape = {
    ...(spec.versioned ? { 'If-Match': z.string().meta({ description: 'The ETag you have seen.' }) } : {}),
    ...(spec.creates
      ? { 'Idempotency-Key': z.string().max(200).optional().meta({ description: 'The same key makes one only.' }) }
      : {}),
  }
  return Object.keys(shape).length > 0 ? { header: z.object(shape) } : {}
}

/** `GET /tenants/{id}/members` → `getTenantsByIdMembers`. */
function operationId(path: string, method: string): string {
  const words = path.split('/').filter(Boolean)
  const named = words.map((word) => {
    const name = word.replaceAll(/[{}]/g, '').replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
    return `${word.startsWith('{') ? 'By' : ''}${name.charAt(0).toUpperCase()}${name.slice(1)}`
  })
  return method.toLowerCase() + named.join('')
}
