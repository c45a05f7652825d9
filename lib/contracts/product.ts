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
  })
  .meta({ id: 'ProductUpdate' })

export const productList = listQuery.extend({ state: z.enum(productStates).optional(), model: modelName.optional() })
export const productPage = pageOf(product, 'ProductPage')

export type Product = z.output<typeof product>
export type ProductCreate = z.input<typeof productCreate>
export type ProductUpdate = z.input<typeof productUpdate>
