import { z } from 'zod'
import { count, idOf, instant, modelName } from '@/lib/contracts/fields'
import { limit } from '@/lib/contracts/limit'

/** Why is this caller refused? A key or a subscription says whose it is; what is left out is anything. */
export const limitResolverQuery = z.strictObject({
  tenantId: idOf('tenant').optional(),
  productId: idOf('product').optional(),
  subscriptionId: idOf('subscription').optional(),
  keyId: idOf('key').optional(),
  userId: idOf('user').optional(),
  model: modelName.optional(),
})

const amount = limit.shape.amount

export const limitResolver = z
  .object({
    /** Whom it is about, in words. */
    caller: z.string(),
    /** What refuses every call before limits are asked: a sentence each. */
    obstacles: z.array(z.string()),
    limits: z.array(
      z.object({
        limit,
        /** Where it is set: "the platform", "tenant Retail", "tenant Group, its parent", "subscription app". */
        from: z.string(),
        /** The counter this caller's calls go to, or the fullest where it was left open; null before the first call. */
        countKey: z.string().nullable(),
        used: amount,
        held: amount,
        left: amount,
        /** Of what is in force now. */
        percentUsed: z.number(),
        resetsAt: instant.nullable(),
        isExact: z.boolean(),
      }),
    ),
    /** Of the last day, the most frequent first. */
    refusals: z.array(
      z.object({
        code: z.string(),
        limitId: idOf('limit').nullable(),
        limitName: z.string().nullable(),
        calls: count,
        lastAt: instant,
      }),
    ),
  })
  .meta({ id: 'LimitResolver' })

export type LimitResolver = z.output<typeof limitResolver>
export type ResolvedLimit = LimitResolver['limits'][number]
