/** The signed-in user: who, what they may do, and their usage against their limits. */
import { z } from 'zod'
import { platformRoles, tenantRoles } from '@/lib/access/roles'
import { count, idOf, money, month, nameText, passwordText } from '@/lib/contracts/fields'
import { limit, limitUsage } from '@/lib/contracts/limit'
import { subscription } from '@/lib/contracts/subscription'

export const me = z
  .object({
    id: idOf('user'),
    name: z.string(),
    email: z.string(),
    kind: z.enum(['user', 'token', 'system']),
    platformRole: z.enum(platformRoles).nullable(),
    memberships: z.array(
      z.object({
        tenantId: idOf('tenant'),
        tenantName: z.string(),
        role: z.enum(tenantRoles),
        currency: z.string(),
        timeZone: z.string(),
      }),
    ),
    /** Every action this actor may do somewhere. */
    actions: z.array(z.string()),
  })
  .meta({ id: 'Me' })

export const meUpdate = z
  .strictObject({
    name: nameText.optional(),
    password: z.strictObject({ current: z.string().min(1).max(200), next: passwordText }).optional(),
  })
  .meta({ id: 'MeUpdate' })

export const myUsageQuery = z.strictObject({
  tenantId: idOf('tenant').optional(),
  subscriptionId: idOf('subscription').optional(),
})

/** What a subscription has cost in the running month of its tenant's calendar, as far as it is booked. */
export const monthCost = z
  .object({
    month,
    costs: z.array(z.object({ currency: z.string(), amount: money })),
    /** Calls whose cost nobody knows: there is no price. */
    unpricedCalls: count,
  })
  .meta({ id: 'MonthCost' })

/** Each subscription with the limits its calls meet and what is used of them now. */
export const myUsage = z
  .object({
    subscriptions: z.array(
      z.object({
        subscription,
        cost: monthCost,
        limits: z.array(z.object({ limit, counters: z.array(limitUsage) })),
      }),
    ),
  })
  .meta({ id: 'MyUsage' })

export type Me = z.output<typeof me>
export type MeUpdate = z.input<typeof meUpdate>
export type MyUsage = z.output<typeof myUsage>
