import { z } from 'zod'
import { poolStrategies } from '@/lib/contracts/enumerations'
import { idOf, instant, nameText, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'
import { affinity, deadlines, duration, lastResort, probe, retries } from '@/lib/contracts/pool-routing'

const statusCode = z.int().min(100).max(599)

/** When a member's circuit opens, and for how long: Azure API Management's words. */
export const breaker = z
  .strictObject({
    failureCondition: z
      .strictObject({
        count: z.int().min(1).max(100_000).optional(),
        percentage: z.int().min(1).max(100).optional(),
        interval: duration,
        statusCodeRanges: z
          .array(z.strictObject({ min: statusCode, max: statusCode }).refine((r) => r.min <= r.max, 'min is above max'))
          .min(1, 'name at least one, or leave it out for 429 and all of 5xx')
          .max(10)
          .optional(),
        /** Left out: every failure without a status counts. */
        errorReasons: z.array(z.string().min(1).max(60)).max(20).optional(),
      })
      .refine((c) => (c.count === undefined) !== (c.percentage === undefined), 'needs either a count or a percentage'),
    tripDuration: duration,
    acceptRetryAfter: z.boolean().default(true),
    /** No backend is left alone for longer, whatever its Retry-After asks; a minute where nothing is said. */
    retryAfterCap: duration.nullish(),
  })
  .meta({ id: 'Breaker' })

const memberIn = z.strictObject({
  backendId: idOf('backend'),
  priority: z.int().min(1).max(100).default(1),
  weight: z.int().min(1).max(1000).default(100),
  /** Takes no new calls; those under way end. */
  isDrained: z.boolean().default(false),
})

const members = z
  .array(memberIn)
  .min(1, 'needs at least one member')
  .max(100)
  .refine((list) => new Set(list.map((m) => m.backendId)).size === list.length, 'names a backend twice')
  .refine((list) => list.length === 0 || list.some((m) => !m.isDrained), 'must keep one that takes calls')

export const pool = z
  .object({
    id: idOf('pool'),
    name: z.string(),
    strategy: z.enum(poolStrategies),
    members: z.array(
      z.object({
        backendId: idOf('backend'),
        backendName: z.string(),
        region: z.string().nullable(),
        priority: z.int(),
        weight: z.int(),
        isDrained: z.boolean(),
      }),
    ),
    breaker: breaker.nullable(),
    affinity: affinity.nullable(),
    prefersUserRegion: z.boolean(),
    lastResort,
    probe: probe.nullable(),
    deadlines: deadlines.nullable(),
    retries: retries.nullable(),
    models: z.array(z.string()),
    version,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Pool' })

export const poolCreate = z
  .strictObject({
    name: nameText,
    strategy: z.enum(poolStrategies).default('weighted'),
    members,
    breaker: breaker.nullish(),
    affinity: affinity.nullish(),
    prefersUserRegion: z.boolean().optional(),
    lastResort: lastResort.optional(),
    probe: probe.nullish(),
    deadlines: deadlines.nullish(),
    retries: retries.nullish(),
  })
  .meta({ id: 'PoolCreate' })

export const poolUpdate = z
  .strictObject({
    name: nameText.optional(),
    strategy: z.enum(poolStrategies).optional(),
    members: members.optional(),
    breaker: breaker.nullish(),
    affinity: affinity.nullish(),
    prefersUserRegion: z.boolean().optional(),
    lastResort: lastResort.optional(),
    probe: probe.nullish(),
    deadlines: deadlines.nullish(),
    retries: retries.nullish(),
  })
  .meta({ id: 'PoolUpdate' })

/** A drained member takes no new calls; those under way end. */
export const poolDrain = z
  .strictObject({ backendIds: z.array(idOf('backend')).min(1).max(100), isDrained: z.boolean().default(true) })
  .meta({ id: 'PoolDrain' })

export const poolList = listQuery.extend({ strategy: z.enum(poolStrategies).optional() })
export const poolPage = pageOf(pool, 'PoolPage')

export type Pool = z.output<typeof pool>
export type PoolCreate = z.input<typeof poolCreate>
export type PoolUpdate = z.input<typeof poolUpdate>
