/** Which answers of a product are kept and served again. */
import { z } from 'zod'
import { modelName } from '@/lib/contracts/fields'
import { headerName } from '@/lib/contracts/product-shaping'

const MONTH_SECONDS = 31 * 86_400

const seconds = (least: number) =>
  z.int('must be a whole number of seconds').min(least, `must be at least ${least}`).max(MONTH_SECONDS, 'must be at most 31 days')

/** A condition that is left out always holds; the first rule whose conditions all hold counts. */
const ttlRule = z.strictObject({
  model: z.string().min(1).max(100).optional(),
  /** Any of these words in the last message. */
  words: z.array(z.string().trim().min(1).max(60)).max(50, 'must be at most 50').optional(),
  header: z.strictObject({ name: headerName, value: z.string().min(1).max(200) }).optional(),
  /** Zero: such an answer is not kept. */
  ttlSeconds: seconds(0),
})

const semantic = z.strictObject({
  /** A model that can do embeddings; each question is one call of it. */
  embeddingModel: modelName,
  threshold: z.number().min(0.5, 'must be from 0.5 to 1').max(1, 'must be from 0.5 to 1').default(0.95),
  /** Longer conversations are compared word for word only. */
  maxMessages: z.int().min(1, 'must be from 1 to 20').max(20, 'must be from 1 to 20').default(4),
  ignoresSystemPrompt: z.boolean().default(false),
})

const fields = {
  mode: z.enum(['off', 'exact', 'semantic']).default('off'),
  /** Who shares an answer, within a tenant: all of it, a subscription, a user, or those with the same value of a header. */
  isolateBy: z.enum(['tenant', 'subscription', 'user', 'header']).default('tenant'),
  header: headerName.nullable().default(null),
  ttlSeconds: seconds(1).default(3_600),
  rules: z.array(ttlRule).max(30, 'must be at most 30').default([]),
  /** A call that asks for a higher one goes past the cache. */
  maxTemperature: z.number().min(0, 'must be from 0 to 2').max(2, 'must be from 0 to 2').default(1),
  keepsTools: z.boolean().default(false),
  keepsImages: z.boolean().default(false),
  /** Serve what is kept to those whose quota is used up. */
  servesWhenExhausted: z.boolean().default(false),
  /** For `semantic`: questions that mean the same share an answer. */
  semantic: semantic.nullable().default(null),
}

export const productCache = z
  .strictObject(fields)
  .refine(({ isolateBy, header }) => isolateBy !== 'header' || header !== null, {
    path: ['header'],
    error: 'must name the header answers are kept apart by',
  })
  .refine(({ mode, semantic: by }) => mode !== 'semantic' || by !== null, {
    path: ['semantic', 'embeddingModel'],
    error: 'must name the model that compares questions',
  })
  .meta({ id: 'ProductCache' })

export type ProductCache = z.output<typeof productCache>
