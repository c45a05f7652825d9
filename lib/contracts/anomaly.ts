/** Spend that is unlike its tenant, and what was saved. */
import { z } from 'zod'
import { count, day, idOf, money } from '@/lib/contracts/fields'

/** The last whole days that are looked at. */
export const anomalyQuery = z.strictObject({
  days: z.coerce.number('must be a number').int().min(1).max(60, 'must be at most 60').default(14),
  format: z.enum(['json', 'csv']).optional(),
})

export const anomalies = z
  .object({
    from: day,
    to: day,
    /** How many tenants were looked at. */
    tenants: count,
    count,
    /** The oddest first, at most 25. */
    items: z.array(
      z.object({
        tenantId: idOf('tenant'),
        tenantName: z.string(),
        day,
        currency: z.string(),
        spent: money,
        /** What such a weekday usually costs. */
        usual: money,
        change: money,
        /** How many times the usual difference. */
        oddness: z.number(),
        /** What made the difference, with the share of it. */
        drivers: z.array(z.object({ label: z.string(), spent: money, usual: money, share: z.number() })),
      }),
    ),
  })
  .meta({ id: 'Anomalies' })

export const savings = z
  .object({
    from: day,
    to: day,
    totals: z.array(z.object({ currency: z.string(), answers: money, prompts: money, saved: money })),
    /** Provisioned throughput: what its calls would have cost by token, less what it cost. Below zero where it was dearer. */
    commitments: z.array(
      z.object({
        id: idOf('commitment'),
        name: z.string(),
        currency: z.string(),
        calls: count,
        byToken: money,
        cost: money,
        saved: money,
        /** Calls of models without a price: not in `byToken`. */
        unpricedCalls: count,
      }),
    ),
    items: z.array(
      z.object({
        tenantId: idOf('tenant'),
        tenantName: z.string(),
        currency: z.string(),
        cost: money,
        /** Calls answered from the cache. */
        hits: count,
        /** What those would have cost. */
        answers: money,
        /** What prompts that providers had cached would have cost more, at the prices in force. */
        prompts: money,
        saved: money,
      }),
    ),
  })
  .meta({ id: 'Savings' })

export type Anomalies = z.output<typeof anomalies>
export type Savings = z.output<typeof savings>
