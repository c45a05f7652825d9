import { z } from 'zod'
import { productStates, subscriptionStates } from '@/lib/contracts/enumerations'
import { count, idOf, instant, longText, nameText, reasonText, version } from '@/lib/contracts/fields'
import { listQuery, pageOf } from '@/lib/contracts/paging'

const costCentreText = z.string().trim().max(60, 'must have at most 60 characters')
const expectedUseText = z.string().trim().max(300, 'must have at most 300 characters')
const person = z.object({ id: idOf('user'), name: z.string() }).nullable()

export const subscription = z
  .object({
    id: idOf('subscription'),
    tenantId: idOf('tenant'),
    tenantName: z.string(),
    productId: idOf('product'),
    productName: z.string(),
    /** How the product stands: one that ends takes its subscriptions with it. */
    productState: z.enum(productStates),
    productRetiresAt: instant.nullable(),
    name: z.string(),
    purpose: z.string(),
    /** Where the tenant books it; empty: its own cost centre. */
    costCentre: z.string(),
    /** In the words of whoever asked. */
    expectedUse: z.string(),
    state: z.enum(subscriptionStates),
    requestedBy: person,
    decidedBy: person,
    decidedAt: instant.nullable(),
    reason: z.string().nullable(),
    expiresAt: instant.nullable(),
    /** The terms that were accepted; null where there were none. */
    terms: z.object({ version, acceptedAt: instant, acceptedBy: person }).nullable(),
    /** Keys that are valid now. */
    keyCount: count,
    version,
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Subscription' })

export const subscriptionCreate = z
  .strictObject({
    tenantId: idOf('tenant'),
    productId: idOf('product'),
    name: nameText,
    purpose: longText.default(''),
    costCentre: costCentreText.default(''),
    expectedUse: expectedUseText.default(''),
    expiresAt: instant.nullish(),
    /** The version of the product's terms that was read and is accepted; needed where it has terms. */
    acceptedTermsVersion: version.optional(),
  })
  .meta({ id: 'SubscriptionCreate' })

export const subscriptionUpdate = z
  .strictObject({
    name: nameText.optional(),
    purpose: longText.optional(),
    costCentre: costCentreText.optional(),
    expectedUse: expectedUseText.optional(),
  })
  .meta({ id: 'SubscriptionUpdate' })

/** A decision that may carry a reason. */
export const decision = z.strictObject({ reason: reasonText.optional() }).meta({ id: 'Decision' })

/** A decision somebody will ask about. */
export const reasonedDecision = z.strictObject({ reason: reasonText }).meta({ id: 'ReasonedDecision' })

/** How much waits for a decision, and what became of the last week's. */
export const approvals = z
  .object({ waiting: count, oldestAt: instant.nullable(), approvedLastWeek: count, rejectedLastWeek: count })
  .meta({ id: 'Approvals' })

export const subscriptionSummary = z
  .object({ active: count, waiting: count, suspended: count })
  .meta({ id: 'SubscriptionSummary' })

export const subscriptionList = listQuery.extend({
  tenantId: idOf('tenant').optional(),
  productId: idOf('product').optional(),
  state: z.enum(subscriptionStates).optional(),
})
export const subscriptionPage = pageOf(subscription, 'SubscriptionPage')

export type Subscription = z.output<typeof subscription>
export type Approvals = z.output<typeof approvals>
export type SubscriptionCreate = z.input<typeof subscriptionCreate>
