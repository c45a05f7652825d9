/** By which model calls for a model of a product are answered. */
import { z } from 'zod'
import { count, modelName } from '@/lib/contracts/fields'
import { headerName } from '@/lib/contracts/product-shaping'

export const fallbackCauses = ['error', 'context', 'filter'] as const

const tokens = z.int('must be a whole number').min(1, 'must be at least 1').max(100_000_000)

/** Conditions that are left out always hold; the first rule whose conditions all hold decides. */
const rule = z.strictObject({
  model: modelName,
  header: z.strictObject({ name: headerName, value: z.string().min(1).max(200) }).optional(),
  /** Of a token the caller brought; among its values. */
  claim: z.strictObject({ name: z.string().trim().min(1).max(200), value: z.string().min(1).max(200) }).optional(),
  promptTokensOver: tokens.optional(),
  promptTokensUnder: tokens.optional(),
  /** Of the fullest budget that applies. */
  budgetUsedPercent: z.number().min(0).max(100, 'must be at most 100').optional(),
})

const route = z.strictObject({
  /** What callers ask for. */
  model: modelName,
  rules: z.array(rule).max(30, 'must be at most 30').default([]),
  choose: z.enum(['split', 'cheapest', 'fastest']).default('split'),
  /** Among which; none: the model that was asked for. */
  targets: z
    .array(z.strictObject({ model: modelName, weight: z.int().min(0).max(1000, 'must be at most 1000').default(100) }))
    .max(20, 'must be at most 20')
    .default([]),
  /** Who stays with a share of a split: the asserted end user or else the key's owner, the key, or nobody. */
  stickBy: z.enum(['user', 'key', 'call']).default('user'),
  fallbacks: z
    .array(
      z.strictObject({
        model: modelName,
        on: z
          .array(z.enum(fallbackCauses))
          .min(1)
          .default([...fallbackCauses]),
      }),
    )
    .max(10, 'must be at most 10')
    .default([]),
})

export const productRoutes = z
  .array(route)
  .max(100, 'must be at most 100')
  .superRefine((routes, context) => {
    const seen = new Set<string>()
    for (const { model, targets, choose } of routes) {
      if (seen.has(model)) context.addIssue({ code: 'custom', message: `has two for ${model}` })
      seen.add(model)
      if (choose === 'split' && targets.length > 0 && targets.every(({ weight }) => weight === 0))
        context.addIssue({ code: 'custom', message: `gives ${model} nobody with a weight above zero` })
    }
  })

/** A call to be decided on without making it. */
export const routePreviewQuery = z.strictObject({
  model: modelName,
  promptTokens: z.coerce.number('must be a number').int().min(0).max(100_000_000).default(100),
  maxOutput: z.coerce.number('must be a number').int().min(1).max(100_000_000).optional(),
  /** Such as `x-tier: gold`. */
  header: z
    .string()
    .max(300)
    .regex(/^[A-Za-z][A-Za-z0-9-]*:.+$/, 'must be a header such as x-tier: gold')
    .optional(),
  /** Such as `groups: trial`, of the caller's token. */
  claim: z
    .string()
    .max(400)
    .regex(/^[^:\s][^\s]*\s*:.+$/, 'must be a claim such as groups: trial')
    .optional(),
  /** Capabilities besides the model's own, with commas. */
  needs: z.string().max(200).default(''),
  budgetUsedPercent: z.coerce.number('must be a number').min(0).max(1000).optional(),
})

export const routePreview = z
  .object({
    asked: z.string(),
    /** Who would answer, of a hundred such calls by different callers. */
    answers: z.array(z.object({ model: z.string(), percent: z.number(), why: z.string() })),
    /** Who is asked when that one fails, by cause. */
    fallbacks: z.array(z.object({ model: z.string(), on: z.array(z.enum(fallbackCauses)) })),
    /** Calls looked at. */
    sampled: count,
  })
  .meta({ id: 'RoutePreview' })

export type ProductRoutes = z.output<typeof productRoutes>
export type RoutePreview = z.output<typeof routePreview>
