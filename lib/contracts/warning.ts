/** Somebody's own warning: at how much of a subscription's use in a month they want to hear of it. */
import { z } from 'zod'
import { currency, idOf, instant, money, moneyIn } from '@/lib/contracts/fields'

export const warningMeasures = ['calls', 'tokens', 'cost'] as const

const amount = z.union([z.int('must be a whole number').min(1, 'must be at least 1').max(1e15), moneyIn])

export const usageWarning = z
  .object({
    id: idOf('warning'),
    subscriptionId: idOf('subscription'),
    subscriptionName: z.string(),
    measure: z.enum(warningMeasures),
    /** Whole calls or tokens; a decimal string of money for cost. */
    amount: z.union([z.int(), money]),
    currency: z.string().nullable(),
    /** Used in the running month of the tenant's calendar. */
    used: z.union([z.int(), money]),
    /** Whether it was told this month. */
    isTold: z.boolean(),
    createdAt: instant,
  })
  .meta({ id: 'UsageWarning' })

export const usageWarningCreate = z
  .strictObject({
    subscriptionId: idOf('subscription'),
    measure: z.enum(warningMeasures),
    amount,
    /** Of a cost; left out: the tenant's own. */
    currency: currency.optional(),
  })
  .meta({ id: 'UsageWarningCreate' })

export const usageWarnings = z.object({ items: z.array(usageWarning) }).meta({ id: 'UsageWarnings' })

export type UsageWarning = z.output<typeof usageWarning>
export type UsageWarningCreate = z.input<typeof usageWarningCreate>
