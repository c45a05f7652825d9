import { z } from 'zod'
import { count, idOf, instant, longText, modelName, nameText, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const productStates = ['draft', 'published', 'deprecated', 'retired'] as const

const outputCap = z.enum(['inject', 'refuse', 'trust'])

/** Body fields filled in where the caller left them out, such as {"temperature": 0.2, "max_tokens": 800}. */
const requestDefaults = z.record(
  z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be a body field such as max_tokens'),
  z.union([z.string().max(2000), z.number(), z.boolean(), z.array(z.string().max(200)).max(16)]),
)

/** Header names that HTTP itself or our own answers need. */
const taken =
  /^(connection|content-.*|date|host|keep-alive|set-cookie|te|trailer|transfer-encoding|upgrade|x-request-id|x-tollgate-.*)$/i

const headerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,59}$/, 'must be a header name such as x-tokens-left')
  .refine((name) => !taken.test(name), 'is a header that has another meaning')

/** Own names for what callers are told about limits; API Management has them as remaining-tokens-header-name and so on. */
const headerNames = z
  .strictObject({
    remainingTokens: headerName.optional(),
    remainingCalls: headerName.optional(),
    totalCalls: headerName.optional(),
    retryAfter: headerName.optional(),
    remainingQuotaTokens: headerName.optional(),
    tokensConsumed: headerName.optional(),
  })
  .refine(
    (names) => {
      const given = Object.values(names).filter((name) => name !== undefined)
      return new Set(given.map((name) => name.toLowerCase())).size === given.length
    },
    { error: 'must name each header once' },
  )
  .meta({ id: 'HeaderNames' })

export const product = z
  .object({
    id: idOf('product'),
    name: z.string(),
    description: z.string(),
    terms: z.string(),
    state: z.enum(productStates),
    models: z.array(z.string()),
    requiresApproval: z.boolean(),
    outputCap,
    refuseUnbounded: z.boolean(),
    requestDefaults,
    headerNames,
    subscriptionCount: count,
    version,
    createdAt: instant,
    updatedAt: instant,
    publishedAt: instant.nullable(),
  })
  .meta({ id: 'Product' })

export const productCreate = z
  .strictObject({
    name: nameText,
    description: longText.default(''),
    terms: longText.default(''),
    models: z.array(modelName).max(200),
    requiresApproval: z.boolean().default(true),
    outputCap: outputCap.default('inject'),
    refuseUnbounded: z.boolean().default(false),
    requestDefaults: requestDefaults.default({}),
    headerNames: headerNames.default({}),
  })
  .meta({ id: 'ProductCreate' })

export const productUpdate = z
  .strictObject({
    name: nameText.optional(),
    description: longText.optional(),
    terms: longText.optional(),
    models: z.array(modelName).max(200).optional(),
    requiresApproval: z.boolean().optional(),
    outputCap: outputCap.optional(),
    refuseUnbounded: z.boolean().optional(),
    requestDefaults: requestDefaults.optional(),
    headerNames: headerNames.optional(),
  })
  .meta({ id: 'ProductUpdate' })

export const productList = listQuery.extend({ state: z.enum(productStates).optional(), model: modelName.optional() })
export const productPage = pageOf(product, 'ProductPage')

export type Product = z.output<typeof product>
export type ProductCreate = z.input<typeof productCreate>
export type ProductUpdate = z.input<typeof productUpdate>
