import { z } from 'zod'
import { measures, periods } from '@/lib/contracts/enumerations'
import { count, currency, idOf, instant, modelName, money, moneyIn, nameText, timeZone, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const countByNouns = ['platform', 'tenant', 'product', 'subscription', 'key', 'user', 'model'] as const

/** Where it applies: everything that is set must match; nothing set means the whole platform. */
export const limitScope = z
  .strictObject({
    tenantId: idOf('tenant').optional(),
    productId: idOf('product').optional(),
    subscriptionId: idOf('subscription').optional(),
    keyId: idOf('key').optional(),
    userId: idOf('user').optional(),
    model: modelName.optional(),
  })
  .meta({ id: 'LimitScope' })

const token = z.string().regex(/^[A-Za-z0-9_-]{1,60}$/, 'must be a header or claim name')

/** What it counts by. A header or claim only subdivides the enclosing limit. */
export const countBy = z
  .union([z.enum(countByNouns), z.strictObject({ header: token }), z.strictObject({ claim: token })])
  .meta({ id: 'CountBy' })

export const limitWindow = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('rate'), seconds: z.int().min(1).max(3600).default(60) }),
    z.strictObject({ kind: z.literal('quota'), period: z.enum(periods) }),
  ])
  .meta({ id: 'LimitWindow' })

/** Tokens, requests or calls at a time as an integer; money (measure cost) as a decimal string. */
const amountIn = z.union(
  [z.int().min(0).max(Number.MAX_SAFE_INTEGER), moneyIn],
  'must be a whole number, or a decimal string for cost',
)
const amount = z.union([z.int(), money])
const mode = z.enum(['strict', 'optimistic'])
const onExceed = z.enum(['refuse', 'wait', 'warn'])
const thresholds = z.array(z.int().min(1).max(1000)).max(10)
const waitMs = z.int().min(0).max(60_000)

/** What one counter of a limit holds now. */
export const limitUsage = z
  .object({ countKey: z.string(), used: amount, held: amount, resetsAt: instant.nullable() })
  .meta({ id: 'LimitUsage' })

export const limit = z
  .object({
    id: idOf('limit'),
    name: z.string(),
    scope: limitScope,
    /** The scope in words, such as "tenant Research · product Chat". */
    scopeLabel: z.string(),
    countBy,
    measure: z.enum(measures),
    window: limitWindow,
    amount,
    /** The amount in force now: the raised one while a raise lasts. */
    effectiveAmount: amount,
    currency: z.string().nullable(),
    timeZone: z.string().nullable(),
    weekStart: z.int(),
    mode,
    onExceed,
    waitMs: z.int().nullable(),
    unpriced: z.enum(['refuse', 'allow']),
    storeDown: z.enum(['local', 'deny', 'allow']),
    quotaStatus: z.int(),
    thresholds: z.array(z.int()),
    raisedAmount: amount.nullable(),
    raisedUntil: instant.nullable(),
    /** When all its counters were last set to nothing used. */
    resetAt: instant.nullable(),
    setByOwner: z.boolean(),
    version,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Limit' })

const options = {
  timeZone: timeZone.nullish(),
  weekStart: z.int().min(1).max(7).optional(),
  mode: mode.optional(),
  onExceed: onExceed.optional(),
  waitMs: waitMs.nullish(),
  unpriced: z.enum(['refuse', 'allow']).optional(),
  storeDown: z.enum(['local', 'deny', 'allow']).optional(),
  quotaStatus: z.union([z.literal(403), z.literal(429)]).optional(),
  thresholds: thresholds.optional(),
}

export const limitCreate = z
  .strictObject({
    name: nameText,
    scope: limitScope.default({}),
    countBy: countBy.optional(),
    measure: z.enum(measures),
    /** Left out for concurrency, which has none. */
    window: limitWindow.optional(),
    amount: amountIn,
    currency: currency.nullish(),
    ...options,
  })
  .meta({ id: 'LimitCreate' })

/** What it applies to, counts by and measures stays: that would be another limit. */
export const limitUpdate = z
  .strictObject({ name: nameText.optional(), amount: amountIn.optional(), ...options })
  .meta({ id: 'LimitUpdate' })

export const limitRaise = z
  .strictObject({ amount: amountIn, until: instant, reason: z.string().trim().max(500).optional() })
  .meta({ id: 'LimitRaise' })

/** `countKey` as the limit's usage names it; left out, all its counters are reset. */
export const limitReset = z
  .strictObject({ countKey: z.string().max(200).optional(), reason: z.string().trim().max(500).optional() })
  .meta({ id: 'LimitReset' })

/** A quota or budget that has reached one of its thresholds: once per counter and period. */
export const limitEvent = z
  .object({
    limitId: idOf('limit'),
    limitName: z.string(),
    measure: z.enum(measures),
    currency: z.string().nullable(),
    period: z.enum(periods).nullable(),
    countKey: z.string(),
    /** What the counter is called: a tenant's name, say. Null where nothing subdivides the limit. */
    countName: z.string().nullable(),
    periodStart: instant,
    /** Per cent of the amount that was in force. */
    threshold: z.int(),
    used: amount,
    amount,
    at: instant,
  })
  .meta({ id: 'LimitEvent' })

export const limitEventList = listQuery.omit({ sort: true, search: true }).extend({
  limitId: idOf('limit').optional(),
  from: instant.optional(),
  to: instant.optional(),
})
export const limitEventPage = pageOf(limitEvent, 'LimitEventPage')

/** Where the gateways that are alive keep their counters. */
export const limitCounting = z
  .object({
    gateways: count,
    /** Counting for themselves, because they know no Redis: each lets through its share. */
    alone: count,
    /** Counting for themselves, because their Redis does not answer. */
    away: count,
  })
  .meta({ id: 'LimitCounting' })

export const limitList = listQuery.extend({
  tenantId: idOf('tenant').optional(),
  productId: idOf('product').optional(),
  subscriptionId: idOf('subscription').optional(),
  keyId: idOf('key').optional(),
  model: modelName.optional(),
  measure: z.enum(measures).optional(),
})
/** How many hold, and how many of them are raised for now. */
export const limitSummary = z.object({ inForce: z.int(), raised: z.int() }).meta({ id: 'LimitSummary' })

export const limitPage = pageOf(limit, 'LimitPage')

/** A counter, and what it is called (see a limit event's). */
const namedLimitUsage = limitUsage.extend({ countName: z.string().nullable() }).meta({ id: 'NamedLimitUsage' })

export const limitUsagePage = z
  .object({ limitId: idOf('limit'), counters: z.array(namedLimitUsage), counterCount: count })
  .meta({ id: 'LimitUsagePage' })

export type Limit = z.output<typeof limit>
export type LimitCreate = z.input<typeof limitCreate>
export type LimitUpdate = z.input<typeof limitUpdate>
export type LimitCounting = z.output<typeof limitCounting>
export type LimitEvent = z.output<typeof limitEvent>
export type LimitUsage = z.output<typeof limitUsage>
export type NamedLimitUsage = z.output<typeof namedLimitUsage>
