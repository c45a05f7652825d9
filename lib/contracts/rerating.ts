/** Re-ratings: what calls of the past would have cost at the prices known now, and what of it was booked. */
import { z } from 'zod'
import { reratingStates } from '@/lib/contracts/enumerations'
import { count, day, idOf, instant, modelName, money, reasonText } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

const difference = z.object({
  currency: z.string(),
  /** As it was billed, re-ratings that were booked before included. */
  billed: money,
  now: money,
  difference: money,
})

export const rerating = z
  .object({
    id: idOf('rerating'),
    state: z.enum(reratingStates),
    model: z.string(),
    backendId: idOf('backend').nullable(),
    from: instant,
    to: instant,
    reason: z.string(),
    /** Calls looked at. */
    records: count,
    /** Calls whose cost is another. */
    calls: count,
    /** Of them, those that had no price. */
    pricedCalls: z.int(),
    tenants: count,
    /** One per currency. */
    totals: z.array(difference),
    createdAt: instant,
    createdBy: z.string(),
    decidedAt: instant.nullable(),
    decidedBy: z.string().nullable(),
  })
  .meta({ id: 'Rerating' })

const where = { tenantId: idOf('tenant'), tenantName: z.string(), calls: count, pricedCalls: z.int(), ...difference.shape }

export const reratingDetail = rerating
  .extend({
    byTenant: z.array(z.object(where)),
    byDay: z.array(z.object({ ...where, day, model: z.string(), backendName: z.string().nullable() })),
  })
  .meta({ id: 'ReratingDetail' })

export const reratingCreate = z
  .strictObject({
    model: modelName,
    /** Calls of all backends where left out. */
    backendId: idOf('backend').nullish(),
    from: instant,
    /** Now where left out. */
    to: instant.optional(),
    reason: reasonText,
  })
  .meta({ id: 'ReratingCreate' })

export const reratingList = listQuery.extend({
  state: z.enum(reratingStates).optional(),
  model: modelName.optional(),
})
export const reratingPage = pageOf(rerating, 'ReratingPage')

export const reratingQuery = z.strictObject({ format: z.enum(['json', 'csv']).optional() })

/** Prices and contracts that were set for a time before they were, and that nobody has looked into since. */
export const dueReratings = z
  .object({
    items: z.array(
      z.object({
        model: z.string(),
        backendId: idOf('backend').nullable(),
        /** The earliest of its dates. */
        from: instant,
        setAt: instant,
        reason: z.string(),
      }),
    ),
  })
  .meta({ id: 'DueReratings' })

export type Rerating = z.output<typeof rerating>
export type ReratingDetail = z.output<typeof reratingDetail>
export type ReratingCreate = z.input<typeof reratingCreate>
export type DueReratings = z.output<typeof dueReratings>
