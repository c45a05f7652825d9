/** Reconciliations: a provider's bill beside the ledger. */
import { z } from 'zod'
import { reconcileReasons, reconcileSources } from '@/lib/contracts/enumerations'
import { count, day, idOf, instant, money } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

const sides = {
  /** What the provider says; null where its file does not. */
  billedTokens: z.int().nullable(),
  billed: money.nullable(),
  /** What the ledger says, money in the file's currency alone. */
  calls: count,
  tokens: count,
  cost: money,
  unpricedCalls: count,
}

export const reconciliation = z
  .object({
    id: idOf('reconciliation'),
    source: z.enum(reconcileSources),
    fileName: z.string(),
    /** SHA-256 of the file. */
    digest: z.string(),
    rows: count,
    /** Rows that are of something else than models, and were left out. */
    otherRows: count,
    /** Days in UTC. */
    from: day,
    to: day,
    /** Null where the file has no amounts. */
    currency: z.string().nullable(),
    ...sides,
    /** Days of models that are not the same on both sides. */
    differing: count,
    createdAt: instant,
    createdBy: z.string(),
  })
  .meta({ id: 'Reconciliation' })

export const reconciliationLine = z
  .object({
    /** In UTC. */
    day,
    /** Ours, or the provider's own name where it is none of ours. */
    model: z.string(),
    isKnown: z.boolean(),
    ...sides,
    /** Why both may differ; empty where they agree. */
    reasons: z.array(z.enum(reconcileReasons)),
  })
  .meta({ id: 'ReconciliationLine' })

export const reconciliationDetail = reconciliation
  .extend({
    lines: z.array(reconciliationLine),
    /** What of the difference goes with which reason: a day with several is counted under the first. */
    byReason: z.array(z.object({ reason: z.enum(reconcileReasons), lines: count, tokens: z.int(), amount: money })),
  })
  .meta({ id: 'ReconciliationDetail' })

export const reconciliationCreate = z
  .strictObject({
    fileName: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(200, 'must have at most 200 characters')
      .regex(/^[^\p{C}]*$/u, 'must have no control characters'),
    /** The file itself, as it was downloaded. */
    csv: z.string().min(1, 'is empty').max(16_777_216, 'must have at most 16 MiB'),
  })
  .meta({ id: 'ReconciliationCreate' })

export const reconciliationList = listQuery.extend({ source: z.enum(reconcileSources).optional() })
export const reconciliationPage = pageOf(reconciliation, 'ReconciliationPage')
export const reconciliationQuery = z.strictObject({ format: z.enum(['json', 'csv']).optional() })

export type Reconciliation = z.output<typeof reconciliation>
export type ReconciliationLine = z.output<typeof reconciliationLine>
export type ReconciliationDetail = z.output<typeof reconciliationDetail>
