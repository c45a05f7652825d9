/** Statements: a tenant's closed months. */
import { z } from 'zod'
import { tokenClasses } from '@/lib/contracts/call'
import { count, idOf, instant, money, month, reasonText } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const lineKinds = ['direct', 'late', 'adjustment', 'shared'] as const

const costs = z.array(z.object({ currency: z.string(), cost: money }))

export const statement = z
  .object({
    id: idOf('statement'),
    /** Such as `S-000042`: without gaps, over all tenants. */
    number: z.string(),
    tenantId: idOf('tenant'),
    /** Names as they were when the month was closed. */
    tenantName: z.string(),
    costCentre: z.string(),
    timeZone: z.string(),
    month,
    version: count,
    /** `reopened`: it does not count any more, and its month may be closed again. */
    state: z.enum(['closed', 'reopened']),
    /** One per currency: sums of different currencies are never added. */
    totals: costs,
    /** Of the totals, what belongs to earlier months. */
    late: costs,
    /** Of the totals, what others pay a part of: provisioned throughput. */
    shared: costs,
    /** Of the totals, what corrects earlier statements: re-ratings, and what was billed before. */
    adjustments: costs,
    calls: z.int(),
    /** Calls whose cost is unknown, because no price was set. */
    unpricedCalls: z.int(),
    closedAt: instant,
    closedBy: z.string(),
    /** Processes nobody had heard of when it was closed: what they still held comes as late lines. */
    missing: z.array(z.string()),
    reopenedAt: instant.nullable(),
    reopenedBy: z.string().nullable(),
    reopenReason: z.string().nullable(),
  })
  .meta({ id: 'Statement' })

export const statementLine = z
  .object({
    kind: z.enum(lineKinds),
    /** The month of the usage. */
    month,
    /** Null: of no product, as what was idle. */
    productId: idOf('product').nullable(),
    productName: z.string(),
    /** The re-rating or the commitment it is of; null: calls at their own price. */
    sourceId: z.union([idOf('rerating'), idOf('commitment')]).nullable(),
    sourceName: z.string().nullable(),
    /** Of a commitment: was it used, or idle? */
    isUsed: z.boolean().nullable(),
    model: z.string().nullable(),
    backendId: idOf('backend').nullable(),
    backendName: z.string().nullable(),
    currency: z.string(),
    /** Below zero where it takes off what was said before. */
    calls: z.int(),
    unpricedCalls: z.int(),
    tokens: z.object(Object.fromEntries(Object.keys(tokenClasses.shape).map((name) => [name, z.int()])) as TokenShape),
    cost: money,
    saved: money,
  })
  .meta({ id: 'StatementLine' })

type TokenShape = Record<keyof typeof tokenClasses.shape, z.ZodInt>

export const statementDetail = statement
  .extend({
    lines: z.array(statementLine),
    /** The total in the reporting currency, at the rates known when it was closed; left out where it is billed in that currency alone. */
    reporting: z
      .object({
        currency: z.string(),
        cost: money,
        /** Such as `1 EUR = 1.0853 USD (2026-10, ECB)`. */
        rates: z.array(z.string()),
        /** What has no rate, and is not in it: `2026-10 INR`. */
        missing: z.array(z.string()),
      })
      .optional(),
  })
  .meta({ id: 'StatementDetail' })

export const statementList = listQuery.extend({
  month: month.optional(),
  tenantId: idOf('tenant').optional(),
  state: z.enum(['closed', 'reopened']).optional(),
})
export const statementPage = pageOf(statement, 'StatementPage')

export const statementQuery = z.strictObject({ format: z.enum(['json', 'csv', 'xlsx', 'pdf']).optional() })

/** How far a month is closed. */
export const closingQuery = z.strictObject({ month })
export const closing = z
  .object({
    month,
    /** Tenants with usage in it. */
    tenants: count,
    closed: count,
    /** Not closed, though their month is over. */
    open: count,
    /** Their month is not over in their own time zone. */
    running: count,
    /** Of what is closed, one per currency. */
    totals: costs,
    /** Processes that may still hold calls of that month. */
    waitingFor: z.array(z.object({ replica: z.string(), why: z.string() })),
  })
  .meta({ id: 'Closing' })

export const closeMonthIn = z
  .strictObject({
    month,
    /** All tenants where left out. */
    tenantId: idOf('tenant').optional(),
    /** Processes that are not waited for, by name: what they still hold comes as late lines. */
    without: z.array(z.string().max(200)).max(100).default([]),
  })
  .meta({ id: 'CloseMonth' })

export const monthClosed = z
  .object({
    closed: z.array(z.object({ id: idOf('statement'), number: z.string(), tenantName: z.string() })),
    /** Tenants that are left: ask again for them. */
    remaining: count,
  })
  .meta({ id: 'MonthClosed' })

export const reopenIn = z.strictObject({ reason: reasonText }).meta({ id: 'ReopenStatement' })

/** The closed month in the columns of FOCUS 1.2. */
export const focusQuery = z.strictObject({ month, format: z.enum(['json', 'csv']).optional() })
export const focusExport = z.object({ month, version: z.literal('1.2'), rows: count }).meta({ id: 'FocusExport' })

export type Statement = z.output<typeof statement>
export type StatementLine = z.output<typeof statementLine>
export type StatementDetail = z.output<typeof statementDetail>
export type Closing = z.output<typeof closing>
export type MonthClosed = z.output<typeof monthClosed>
