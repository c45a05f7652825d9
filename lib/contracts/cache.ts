import { z } from 'zod'
import { count, idOf, instant, money } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

const amounts = z.array(z.object({ currency: z.string(), amount: money }))

/** What the cache has answered of a product's calls, by model. */
export const cacheLine = z
  .object({
    productId: idOf('product'),
    productName: z.string(),
    model: z.string(),
    /** Calls that were answered, from the cache or by a provider. */
    answered: count,
    hits: count,
    /** What those would have cost. */
    saved: amounts,
  })
  .meta({ id: 'CacheLine' })

export const cacheReport = z
  .object({
    from: instant,
    to: instant,
    /** Products that keep answers now. */
    products: count,
    answered: count,
    hits: count,
    saved: amounts,
    lines: z.array(cacheLine),
  })
  .meta({ id: 'CacheReport' })

/** `from` defaults to 30 days ago, `to` to now. */
export const cacheReportQuery = z.strictObject({ from: instant.optional(), to: instant.optional() })

/** What is left out is any: nothing at all purges everything. */
export const cachePurgeCreate = z
  .strictObject({
    tenantId: idOf('tenant').nullish(),
    productId: idOf('product').nullish(),
    modelId: idOf('model').nullish(),
  })
  .meta({ id: 'CachePurgeCreate' })

/** Answers kept before `purgedAt` within this scope are served no more. */
export const cachePurge = z
  .object({
    id: idOf('purge'),
    tenantId: idOf('tenant').nullable(),
    tenantName: z.string().nullable(),
    productId: idOf('product').nullable(),
    productName: z.string().nullable(),
    modelId: idOf('model').nullable(),
    modelName: z.string().nullable(),
    /** How often this scope has been purged. */
    version: count,
    purgedAt: instant,
    purgedBy: z.string(),
  })
  .meta({ id: 'CachePurge' })

export const cachePurgeList = listQuery.omit({ search: true })
export const cachePurgePage = pageOf(cachePurge, 'CachePurgePage')

export type CacheReport = z.output<typeof cacheReport>
export type CacheLine = z.output<typeof cacheLine>
export type CachePurge = z.output<typeof cachePurge>
export type CachePurgeCreate = z.input<typeof cachePurgeCreate>
