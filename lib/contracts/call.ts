import { z } from 'zod'
import { outcomes } from '@/lib/contracts/enumerations'
import { count, day, idOf, instant, modelName, money } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

/** Tokens by disjoint class. */
export const tokenClasses = z
  .object({
    input: count,
    cacheRead: count,
    cacheWrite: count,
    /** Kept for an hour. */
    cacheWrite1h: count,
    output: count,
    reasoning: count,
    audioIn: count,
    audioOut: count,
    images: count,
  })
  .meta({ id: 'TokenClasses' })

/** One call; its id is the x-request-id the caller got. */
export const call = z
  .object({
    id: idOf('call'),
    startedAt: instant,
    durationMs: count,
    firstByteMs: count.nullable(),
    tenantId: idOf('tenant'),
    tenantName: z.string(),
    productId: idOf('product'),
    productName: z.string(),
    subscriptionId: idOf('subscription'),
    subscriptionName: z.string(),
    /** Null for those who may not see keys. */
    keyId: idOf('key').nullable(),
    keyLast4: z.string().nullable(),
    /** The issuer of the token that stood in the key's place; null where it was a key. */
    tokenIssuer: z.string().nullable(),
    /** Where it was measured, where it did not pass this gateway: an API Management instance. */
    measuredBy: z.string().nullable(),
    userId: idOf('user').nullable(),
    /** The key's owner, or whom the token names. */
    userName: z.string().nullable(),
    endUser: z.string().nullable(),
    /** What the caller says it is for (x-tollgate-tags), each `name=value`. */
    tags: z.array(z.string()),
    model: z.string().nullable(),
    backendId: idOf('backend').nullable(),
    backendName: z.string().nullable(),
    deployment: z.string().nullable(),
    dialect: z.string(),
    operation: z.string(),
    streamed: z.boolean(),
    status: z.int(),
    outcome: z.enum(outcomes),
    code: z.string().nullable(),
    measured: z.enum(['measured', 'estimated', 'none']),
    tokens: tokenClasses,
    holdTokens: count,
    /** Tokens beyond what was held, where nothing bounded the answer: charged all the same. */
    debtTokens: count,
    outputCap: z.int().nullable(),
    limitId: idOf('limit').nullable(),
    attempts: count,
    priceId: idOf('price').nullable(),
    currency: z.string().nullable(),
    /** Null: unknown (no price), never zero by default. */
    cost: money.nullable(),
    /** What was used beside tokens: images, characters, searches. */
    units: z.array(z.object({ kind: z.string(), amount: z.number() })),
    /** What it would have cost, had its answer not been kept. */
    saved: money,
    bytesIn: count,
    bytesOut: count,
    /** More than one for aggregated refusals. */
    calls: count,
    provisional: z.boolean(),
    clientRequestId: z.string().nullable(),
    replica: z.string(),
  })
  .meta({ id: 'Call' })

/** With how it was decided: each step, its reason and time, every attempt. Null where none was kept. */
export const callDetail = z.object({ ...call.shape, trace: z.unknown().nullable() }).meta({ id: 'CallDetail' })

/** `search` finds a request id, the caller's own id, an end user or the last four of a key: whole, not in parts. */
export const callList = listQuery.omit({ sort: true }).extend({
  tenantId: idOf('tenant').optional(),
  productId: idOf('product').optional(),
  subscriptionId: idOf('subscription').optional(),
  keyId: idOf('key').optional(),
  model: modelName.optional(),
  backendId: idOf('backend').optional(),
  outcome: z.enum(outcomes).optional(),
  code: z.string().max(100).optional(),
  status: z.coerce.number().int().min(100).max(599).optional(),
  /** The caller's own id (x-client-request-id). */
  clientRequestId: z.string().max(128).optional(),
  endUser: z.string().max(256).optional(),
  tag: z.string().max(130).regex(/=/, 'must be a tag such as team=search').optional(),
  keyLast4: z
    .string()
    .regex(/^[A-Za-z0-9_-]{4}$/, 'must be the last four characters of a key')
    .optional(),
  limitId: idOf('limit').optional(),
  operation: z.string().max(60).optional(),
  replica: z.string().max(60).optional(),
  /** Calls that took at least so long. */
  minDurationMs: z.coerce.number().int().min(0).max(86_400_000).optional(),
  from: instant.optional(),
  to: instant.optional(),
  /** Days of each tenant's own calendar, as reports and statements have them; both belong to it. */
  firstDay: day.optional(),
  lastDay: day.optional(),
})
export const callPage = pageOf(call, 'CallPage')

export type Call = z.output<typeof call>
export type CallDetail = z.output<typeof callDetail>
export type TokenClasses = z.output<typeof tokenClasses>
