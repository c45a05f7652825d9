/** Chargeback: who spent what in a period, against the one before and its budget. */
import { z } from 'zod'
import { tokenClasses } from '@/lib/contracts/call'
import { chargebackBy } from '@/lib/contracts/enumerations'
import { count, day, idOf, money, month } from '@/lib/contracts/fields'

export const period = z
  .string()
  .regex(/^\d{4}(-(0[1-9]|1[0-2])|-Q[1-4])?$/, 'must be a month, quarter or year such as 2026-11, 2026-Q4 or 2026')

/** Days are days of each tenant's own calendar. Without `month`, `period`, or `from` and `to`: the running month. */
const range = {
  month: month.optional(),
  period: period.optional(),
  from: day.optional(),
  /** The last day that belongs to it. */
  to: day.optional(),
}

/** Only what is of these. */
const narrowing = {
  tenantId: idOf('tenant').optional(),
  costCentre: z.string().max(120).optional(),
  productId: idOf('product').optional(),
  model: z.string().max(100).optional(),
  backendId: idOf('backend').optional(),
}

export const chargebackQuery = z.strictObject({
  ...range,
  ...narrowing,
  by: z.enum(chargebackBy).default('tenant'),
  format: z.enum(['json', 'csv']).optional(),
})

export const chargebackRow = z
  .object({
    /** The tenant's, product's or backend's id, the cost centre, the model, `<subscription id>/<slot>`, the end user, the tag. */
    key: z.string(),
    label: z.string(),
    currency: z.string(),
    /** Of a tenant: the one above it, where the reader may see it. */
    parentKey: z.string().nullable(),
    /** How far below the top of the tree it stands. */
    depth: count,
    costCentre: z.string().nullable(),
    /** Calls that were let through; refused ones cost nothing and are counted apart. */
    calls: count,
    refusedCalls: count,
    /** Calls whose cost is unknown, because no price was set. */
    unpricedCalls: count,
    tokens: tokenClasses,
    totalTokens: count,
    /** What its own calls cost. */
    direct: money,
    /** Its share of what was paid for together, such as provisioned throughput. */
    shared: money,
    /** What was booked afterwards, such as a re-rating. */
    adjustment: money,
    /** All three. */
    cost: money,
    /** Of a tenant: with all below it. */
    costWithChildren: money,
    /** The cost of the period before. */
    before: money,
    /** What was planned for it in this period. */
    budget: money.nullable(),
  })
  .meta({ id: 'ChargebackRow' })

const mover = z.object({ key: z.string(), label: z.string(), currency: z.string(), cost: money, before: money, change: money })

/** A total over several currencies, each line converted at the rate of its own month. */
export const reportingTotal = z
  .object({
    currency: z.string(),
    cost: money,
    before: money,
    /** The rates that were used, in words: `1 EUR = 1.0853 USD (2026-10, ECB)`. */
    rates: z.array(z.string()),
    /** Not in the total: there is no rate for that month. */
    missing: z.array(z.object({ month, currency: z.string() })),
  })
  .meta({ id: 'ReportingTotal' })

export const chargeback = z
  .object({
    /** `2026-11`, `2026-Q4`, `2026`, or `2026-11-01-to-2026-11-15`. */
    period: z.string(),
    from: day,
    to: day,
    /** What it is compared with. */
    before: z.object({ from: day, to: day }),
    by: z.enum(chargebackBy),
    rows: z.array(chargebackRow),
    /** Whether a call may stand in more than one row: rows then add up to more than the totals. */
    hasOverlap: z.boolean(),
    /** Rows beyond the most that are given are summed in the last one. */
    isCut: z.boolean(),
    /** One per currency: sums of different currencies are never added. */
    totals: z.array(
      z.object({
        currency: z.string(),
        calls: count,
        refusedCalls: count,
        unpricedCalls: count,
        totalTokens: count,
        cost: money,
        before: money,
      }),
    ),
    reporting: reportingTotal.nullable(),
    /** What changed most since the period before, those included that spend nothing any more. */
    movers: z.array(mover),
  })
  .meta({ id: 'Chargeback' })

/** Spend day by day or month by month, split by one thing. */
export const spendQuery = z.strictObject({
  ...range,
  ...narrowing,
  by: z.enum(['tenant', 'costCentre', 'product', 'model', 'backend']).default('costCentre'),
  bucket: z.enum(['day', 'month']).optional(),
  format: z.enum(['json', 'csv']).optional(),
})

export const spend = z
  .object({
    period: z.string(),
    bucket: z.enum(['day', 'month']),
    by: z.string(),
    /** The largest first; the rest together as `others`. */
    series: z.array(z.object({ key: z.string(), label: z.string(), currency: z.string() })),
    /** A point for each bucket and series that spent something. */
    points: z.array(z.object({ at: z.string(), key: z.string(), currency: z.string(), cost: money })),
  })
  .meta({ id: 'Spend' })

export type Chargeback = z.output<typeof chargeback>
export type ChargebackRow = z.output<typeof chargebackRow>
export type ChargebackBy = (typeof chargebackBy)[number]
export type ReportingTotal = z.output<typeof reportingTotal>
export type Spend = z.output<typeof spend>
