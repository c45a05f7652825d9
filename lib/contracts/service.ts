import { z } from 'zod'
import { serviceMethods, unitKinds } from '@/lib/contracts/enumerations'
import { modelName, region } from '@/lib/contracts/fields'

const OWN_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'content-type',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'keep-alive',
  'cookie',
  'expect',
])

const keyHeader = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be the name of a header, such as ocp-apim-subscription-key')
  .refine((name) => !OWN_HEADERS.has(name), 'is a header of the connection itself')

const units = z.union([
  z.strictObject({ kind: z.enum(unitKinds), perCall: z.number().positive('must be above 0').max(1_000_000) }),
  z.strictObject({
    kind: z.enum(unitKinds),
    field: z.string().regex(/^[\w-]{1,60}(\.[\w-]{1,60}){0,9}$/, 'must name a field of the answer, such as usage.pages'),
  }),
])

export const servicePath = z
  .string()
  .max(300)
  .regex(/^(\/([\w.~!$&'()*+,;=:@-]+|\{[\w.-]{1,60}\}))+$/, 'must be a path such as /jobs/{id}, each place a whole segment')
  .refine((path) => !/\/\.{1,2}(\/|$)/.test(path), 'must have no dot segments')

const operation = z.strictObject({
  name: z.string().trim().min(1, 'must not be empty').max(120),
  method: z.enum(serviceMethods),
  path: servicePath,
  summary: z.string().trim().max(300).default(''),
  /** What a call uses beside tokens; null: it costs nothing. */
  units: units.nullable().default(null),
})

const operations = z
  .array(operation)
  .min(1, 'name at least one')
  .max(500)
  .refine((list) => new Set(list.map(shapeOf)).size === list.length, 'has two operations with the same method and path')

export const serviceRules = z
  .strictObject({
    /** The header its backends read their key from; null: Authorization: Bearer. */
    keyHeader: keyHeader.nullable().default(null),
    operations,
  })
  .meta({ id: 'ServiceRules' })

const openApiText = z.string().min(2, 'must not be empty').max(900_000, 'must be at most 900,000 characters')

/** An OpenAPI 3 or Swagger 2 document, as JSON or YAML. */
export const openApiRead = z.strictObject({ document: openApiText }).meta({ id: 'OpenApiRead' })

/** What a document has to offer, and what of it cannot be served, and why. */
export const serviceOffer = z
  .object({
    title: z.string(),
    name: z.string(),
    baseUrl: z.string().nullable(),
    keyHeader: z.string().nullable(),
    operations: z.array(operation),
    skipped: z.array(z.object({ operation: z.string(), why: z.string() })),
  })
  .meta({ id: 'ServiceOffer' })

/** A backend, a pool and a service of the same name, at once. */
export const serviceImport = z
  .strictObject({
    name: modelName.refine((name) => !name.includes('/'), 'must have no slash: it stands in the path'),
    baseUrl: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).max(500),
    region: region.nullish(),
    /** Write-only. */
    key: z.string().trim().max(4_000).nullish(),
    keyHeader: keyHeader.nullable().default(null),
    operations,
    document: openApiText.nullish(),
  })
  .meta({ id: 'ServiceImport' })

/** The OpenAPI document of a service, as its callers use it. */
export const serviceReference = z
  .object({
    openapi: z.string(),
    info: z.object({ title: z.string(), version: z.string() }),
    servers: z.array(z.object({ url: z.string() })),
    paths: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'ServiceReference' })

export type ServiceRulesOut = z.output<typeof serviceRules>
export type ServiceOffer = z.output<typeof serviceOffer>
export type ServiceReference = z.output<typeof serviceReference>
export type ServiceImport = z.input<typeof serviceImport>
export type ServiceOperationIn = z.input<typeof operation>

/** Places are alike whatever they are called. */
function shapeOf({ method, path }: { method: string; path: string }): string {
  return `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`
}
