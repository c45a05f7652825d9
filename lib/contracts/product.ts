import { z } from 'zod'
import { accepted, productStates } from '@/lib/contracts/enumerations'
import { count, idOf, instant, longText, modelName, nameText, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'
import { productCache } from '@/lib/contracts/product-cache'
import { productRoutes } from '@/lib/contracts/product-routes'
import {
  corsOrigins,
  headerName,
  headerRules,
  requestDefaults,
  requestDefaultsGiven,
  requestForced,
  requestForcedGiven,
} from '@/lib/contracts/product-shaping'

/** `short` answers chats as {id, created, answer, usage, model}. */
const answerShape = z.enum(['full', 'short'])
const systemPrompt = z.string().max(20_000, 'must have at most 20000 characters')

const outputCap = z.enum(['inject', 'refuse', 'trust'])

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
    /** Is what a provider cannot do left out and told, instead of refused? */
    dropsUnsupported: z.boolean(),
    /** What callers bring: a key, a token of a trusted issuer, either or both. */
    accepts: z.enum(accepted),
    requestDefaults,
    requestForced,
    headerRules,
    headerNames,
    corsOrigins,
    routes: productRoutes,
    /** Put in front of every chat. */
    systemPrompt: z.string(),
    answerShape,
    cache: productCache,
    /** Which terms: they count up when the text changes. */
    termsVersion: version,
    subscriptionCount: count,
    limitCount: count,
    version,
    createdAt: instant,
    updatedAt: instant,
    publishedAt: instant.nullable(),
    deprecatedAt: instant.nullable(),
    /** When it stops, or stopped, answering calls. */
    retiresAt: instant.nullable(),
    retirementNote: z.string(),
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
    dropsUnsupported: z.boolean().default(false),
    accepts: z.enum(accepted).default('key-or-token'),
    requestDefaults: requestDefaultsGiven.default({}),
    requestForced: requestForcedGiven.default({}),
    headerRules: headerRules.default({ request: { set: {}, remove: [] }, answer: { set: {}, remove: [] } }),
    headerNames: headerNames.default({}),
    corsOrigins: corsOrigins.default([]),
    routes: productRoutes.default([]),
    systemPrompt: systemPrompt.default(''),
    answerShape: answerShape.default('full'),
    cache: productCache.prefault({}),
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
    dropsUnsupported: z.boolean().optional(),
    accepts: z.enum(accepted).optional(),
    requestDefaults: requestDefaultsGiven.optional(),
    requestForced: requestForcedGiven.optional(),
    headerRules: headerRules.optional(),
    headerNames: headerNames.optional(),
    corsOrigins: corsOrigins.optional(),
    routes: productRoutes.optional(),
    systemPrompt: systemPrompt.optional(),
    answerShape: answerShape.optional(),
    cache: productCache.optional(),
  })
  .meta({ id: 'ProductUpdate' })

/** A product's end, as its subscribers are told. `retiresAt` left out: no date yet. */
export const productDeprecate = z
  .strictObject({ retiresAt: instant.nullish(), note: longText.optional() })
  .meta({ id: 'ProductDeprecate' })

/** `at` left out: now, and calls are refused within a second. */
export const productRetire = z.strictObject({ at: instant.nullish(), note: longText.optional() }).meta({ id: 'ProductRetire' })

export const productList = listQuery.extend({ state: z.enum(productStates).optional(), model: modelName.optional() })
export const productSummary = z.object({ published: count, drafts: count, ending: count }).meta({ id: 'ProductSummary' })
export const productPage = pageOf(product, 'ProductPage')

export type Product = z.output<typeof product>
export type ProductCreate = z.input<typeof productCreate>
export type ProductUpdate = z.input<typeof productUpdate>
export type ProductRetire = z.input<typeof productRetire>
