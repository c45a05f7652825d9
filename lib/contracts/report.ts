import { z } from 'zod'
import { count, idOf, instant, money } from '@/lib/contracts/fields'

const range = { from: instant.optional(), to: instant.optional(), bucket: z.enum(['hour', 'day']).default('day') }

/** Usage over time; `from` defaults to 30 days ago, `to` to now. */
export const usageQuery = z.strictObject({
  ...range,
  tenantId: idOf('tenant').optional(),
  subscriptionId: idOf('subscription').optional(),
  keyId: idOf('key').optional(),
  productId: idOf('product').optional(),
  model: z.string().max(100).optional(),
})

const figures = {
  calls: count,
  answered: count,
  refused: count,
  failed: count,
  inputTokens: count,
  outputTokens: count,
  totalTokens: count,
  unpricedCalls: count,
  costs: z.array(z.object({ currency: z.string(), cost: money })),
}

/** `at` is the hour's start, or midnight (as UTC) of the tenant's own calendar day. */
export const usagePoint = z.object({ at: instant, ...figures }).meta({ id: 'UsagePoint' })

export const usage = z
  .object({ from: instant, to: instant, bucket: z.enum(['hour', 'day']), points: z.array(usagePoint), total: z.object(figures) })
  .meta({ id: 'Usage' })

export const usageDimensions = ['model', 'key', 'day', 'endUser', 'code'] as const

/** Usage by one thing; `from` defaults to 30 days ago, `to` to now. By end user at most the last 31 days. */
export const usageByQuery = z.strictObject({
  by: z.enum(usageDimensions).default('model'),
  from: instant.optional(),
  to: instant.optional(),
  tenantId: idOf('tenant').optional(),
  subscriptionId: idOf('subscription').optional(),
  format: z.enum(['json', 'csv']).optional(),
})

export const usageBy = z
  .object({
    by: z.enum(usageDimensions),
    items: z.array(
      z.object({
        /** The model, the key's id, the day, what the caller asserted, the code. */
        key: z.string(),
        label: z.string(),
        calls: count,
        refused: count,
        failed: count,
        inputTokens: count,
        outputTokens: count,
        currency: z.string().nullable(),
        cost: money,
        lastAt: instant,
      }),
    ),
  })
  .meta({ id: 'UsageBy' })

export const overviewQuery = z.strictObject(range)

/** Of a sample where there are many calls; `added` is what this gateway added to the providers' time. */
const latency = z
  .object({
    p50Ms: count.nullable(),
    p99Ms: count.nullable(),
    addedP50Ms: z.number().nullable(),
    addedP99Ms: z.number().nullable(),
    points: z.array(z.object({ at: instant, p50Ms: count, p99Ms: count })),
  })
  .meta({ id: 'Latency' })

export const overview = z
  .object({
    ...usage.shape,
    /** Mean time of answered calls. */
    meanDurationMs: z.number().nullable(),
    /** The same span before this one. */
    before: z.object(figures),
    latency,
    topModels: z.array(z.object({ label: z.string(), calls: count, totalTokens: count })),
    topTenants: z.array(z.object({ id: idOf('tenant'), label: z.string(), calls: count, totalTokens: count })),
  })
  .meta({ id: 'Overview' })

export const refusalsQuery = z.strictObject({
  from: instant.optional(),
  to: instant.optional(),
  tenantId: idOf('tenant').optional(),
})

export const refusals = z
  .object({ items: z.array(z.object({ code: z.string(), outcome: z.string(), calls: count, lastHour: instant })) })
  .meta({ id: 'Refusals' })

/** Models that were used without a price, so that nobody knows the cost. */
export const unpricedModels = z
  .object({ items: z.array(z.object({ model: z.string(), calls: count, tokens: count, lastHour: instant })) })
  .meta({ id: 'UnpricedModels' })

export type UnpricedModels = z.output<typeof unpricedModels>
export type UsageBy = z.output<typeof usageBy>
export type UsageDimension = (typeof usageDimensions)[number]
export type Usage = z.output<typeof usage>
export type UsagePoint = z.output<typeof usagePoint>
export type Latency = z.output<typeof latency>
export type Overview = z.output<typeof overview>
export type Refusals = z.output<typeof refusals>
