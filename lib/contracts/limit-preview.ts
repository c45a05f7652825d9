import { z } from 'zod'
import { count, idOf, instant, nameText } from '@/lib/contracts/fields'
import { limit, limitCreate, limitUpdate } from '@/lib/contracts/limit'

/** A limit that is not there yet. */
export const newLimitPreview = limitCreate.extend({ name: nameText.optional() }).meta({ id: 'NewLimitPreview' })

/** What would be changed of one that is. */
export const limitChangePreview = limitUpdate
  .pick({ amount: true, onExceed: true, waitMs: true })
  .meta({ id: 'LimitChangePreview' })

/** The last 30 days of calls, one by one, against an amount. */
export const limitPreview = z
  .object({
    from: instant,
    to: instant,
    /** True where older calls of these days were too many to go through. */
    isShortened: z.boolean(),
    /** True where the ledger does not keep exactly what a call asked of such a limit. */
    isEstimated: z.boolean(),
    /** Calls that meet the limit. */
    calls: count,
    /** What the limit has really refused. */
    refused: count,
    /** What it would have refused. */
    wouldRefuse: count,
    /** Let through, and would have been refused. */
    newlyRefused: count,
    /** Refused, and would have been let through. */
    newlyPassed: count,
    wouldWait: count,
    /** Over the amount and let through all the same, as the limit only warns. */
    wouldWarn: count,
    /** The same calls against the amounts that were in force: how many of the calls were decided as they really were. */
    check: z.object({ since: instant, refused: count, replayed: count, differing: count }).nullable(),
    days: z.array(z.object({ day: z.iso.date(), calls: count, refused: count, wouldRefuse: count })),
    /** Whom: those with most to lose first, at most a hundred. Last and without ids, in one line, tenants below that the reader may not see. */
    subscriptions: z.array(
      z.object({
        subscriptionId: idOf('subscription').nullable(),
        subscriptionName: z.string(),
        tenantId: idOf('tenant').nullable(),
        tenantName: z.string(),
        calls: count,
        refused: count,
        wouldRefuse: count,
        firstAt: instant.nullable(),
        lastAt: instant.nullable(),
      }),
    ),
    /** When: the first calls that would have been refused and were not. */
    examples: z.array(
      z.object({
        callId: idOf('call'),
        at: instant,
        tenantName: z.string(),
        subscriptionName: z.string(),
        model: z.string().nullable(),
        needed: limit.shape.amount,
        left: limit.shape.amount,
      }),
    ),
  })
  .meta({ id: 'LimitPreview' })

export type LimitPreview = z.output<typeof limitPreview>
export type LimitChangePreview = z.input<typeof limitChangePreview>
