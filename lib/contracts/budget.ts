/** Budgets: money planned for something in each month, quarter or year, watched on what is spent and on what is expected. */
import { z } from 'zod'
import {
  count,
  currency,
  day,
  idOf,
  instant,
  modelName,
  money,
  moneyIn,
  nameText,
  reasonText,
  version,
} from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

export const budgetPeriods = ['month', 'quarter', 'year'] as const
export const budgetKinds = ['tenant', 'product', 'costCentre', 'model'] as const

/** Exactly one says what it is for. A tenant's budget is for all below it too. */
const scopeShape = {
  tenantId: idOf('tenant').optional(),
  productId: idOf('product').optional(),
  costCentre: z.string().trim().min(1).max(120).optional(),
  model: modelName.optional(),
}

const percent = z.int('must be a whole number').min(1, 'must be at least 1').max(1000, 'must be at most 1000')
const thresholds = z.array(percent).max(10, 'must be at most ten')
const amountIn = moneyIn.refine((text) => /[1-9]/.test(text), 'must be more than nothing')

/** How it stands in the running period. */
export const budgetState = z
  .object({
    /** `2026-11`, `2026-Q4`, `2026`. */
    period: z.string(),
    spent: money,
    /** At the end of the period. */
    expected: money,
    /** Eight times out of ten it ends between these. */
    low: money,
    high: money,
    /** Per cent of the amount. */
    spentPercent: z.number(),
    expectedPercent: z.number(),
    /** The day on which it is or will be used up; null where it lasts. */
    usedUpOn: day.nullable(),
    /** Of all ways to tell, the one that was nearest on the days that are known. */
    method: z.enum(['asLastMonth', 'asLastWeek', 'weekdays']),
    /** Spent in currencies that have no rate to the budget's, and so not counted. */
    notCounted: z.array(z.object({ currency: z.string(), cost: money })),
    at: instant,
  })
  .meta({ id: 'BudgetState' })

const openRaise = z
  .object({
    id: idOf('raise'),
    amount: money,
    reason: z.string(),
    requestedBy: z.string(),
    requestedAt: instant,
    isOwn: z.boolean(),
  })
  .meta({ id: 'OpenRaise' })

export const budget = z
  .object({
    id: idOf('budget'),
    name: z.string(),
    kind: z.enum(budgetKinds),
    scope: z.object(scopeShape),
    /** In words: "tenant Research and all below it". */
    scopeLabel: z.string(),
    period: z.enum(budgetPeriods),
    amount: money,
    currency: z.string(),
    thresholds: z.array(z.int()),
    forecastThresholds: z.array(z.int()),
    /** Whether calls beyond it are refused, by this limit. */
    hardStop: z.boolean(),
    limitId: idOf('limit').nullable(),
    /** Null until it was first looked at. */
    state: budgetState.nullable(),
    raise: openRaise.nullable(),
    createdBy: z.string(),
    version,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Budget' })

export const budgetDetail = budget
  .extend({
    /** The running period, day by day: what it cost, or is expected to. */
    days: z.array(z.object({ day, spent: money.nullable(), expected: money.nullable() })),
    /** How far off each way to tell was on the days it was tried on, as a share; null where nothing could be tried. */
    errors: z.object({ asLastMonth: z.number().nullable(), asLastWeek: z.number().nullable(), weekdays: z.number().nullable() }),
    raises: z.array(
      z.object({
        id: idOf('raise'),
        amount: money,
        reason: z.string(),
        state: z.enum(['requested', 'approved', 'rejected']),
        requestedBy: z.string(),
        requestedAt: instant,
        decidedBy: z.string().nullable(),
        decidedAt: instant.nullable(),
        note: z.string().nullable(),
      }),
    ),
    events: z.array(
      z.object({
        period: z.string(),
        kind: z.enum(['actual', 'forecast']),
        threshold: count,
        spent: money,
        expected: money,
        at: instant,
      }),
    ),
  })
  .meta({ id: 'BudgetDetail' })

export const budgetQuery = z.strictObject({ format: z.enum(['json', 'csv']).optional() })

const fields = { name: nameText, thresholds, forecastThresholds: thresholds }

export const budgetCreate = z
  .strictObject({
    ...fields,
    scope: z.strictObject(scopeShape).refine((scope) => Object.values(scope).filter(Boolean).length === 1, {
      error: 'names one thing: a tenant, a product, a cost centre or a model',
    }),
    period: z.enum(budgetPeriods),
    amount: amountIn,
    /** The tenant's own, else the reporting currency. */
    currency: currency.optional(),
    thresholds: thresholds.default([50, 80, 100]),
    forecastThresholds: thresholds.default([100]),
    /** Refuses calls beyond it, through a limit of its own. Not for a cost centre. */
    hardStop: z.boolean().default(false),
  })
  .meta({ id: 'BudgetCreate' })

/** `amount` only downwards: more goes by approval. */
export const budgetUpdate = z
  .strictObject({
    name: nameText.optional(),
    thresholds: thresholds.optional(),
    forecastThresholds: thresholds.optional(),
    amount: amountIn.optional(),
    hardStop: z.boolean().optional(),
  })
  .meta({ id: 'BudgetUpdate' })

export const budgetList = listQuery.extend({
  kind: z.enum(budgetKinds).optional(),
  period: z.enum(budgetPeriods).optional(),
  tenantId: idOf('tenant').optional(),
  /** `over`: spent; `at-risk`: expected to be; `asked`: somebody wants more. */
  state: z.enum(['over', 'at-risk', 'asked']).optional(),
})
export const budgetPage = pageOf(budget, 'BudgetPage')

export const budgetRaise = z.strictObject({ amount: amountIn, reason: reasonText }).meta({ id: 'BudgetRaise' })
export const raiseDecision = z.strictObject({ note: z.string().trim().max(500).optional() }).meta({ id: 'RaiseDecision' })
export const raiseRejection = z.strictObject({ note: reasonText }).meta({ id: 'RaiseRejection' })

export type Budget = z.output<typeof budget>
export type BudgetState = z.output<typeof budgetState>
export type BudgetDetail = z.output<typeof budgetDetail>
export type BudgetCreate = z.input<typeof budgetCreate>
export type BudgetUpdate = z.input<typeof budgetUpdate>
