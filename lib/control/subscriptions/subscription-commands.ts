import type { Actor } from '@/lib/access/actor'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { subscription, subscriptionCreate, subscriptionUpdate } from '@/lib/contracts/subscription'
import { dbId, invalidField } from '@/lib/control/input'
import { command } from '@/lib/control/operation'
import { visibleProducts } from '@/lib/control/products/product-queries'
import { tellOfRequest } from '@/lib/control/subscriptions/subscription-notices'
import { subscriptionOf } from '@/lib/control/subscriptions/subscription-queries'
import { subscriptionInclude, subscriptionView } from '@/lib/control/subscriptions/subscription-view'
import { tenantOf } from '@/lib/control/tenants/tenant-queries'
import { requireVersion } from '@/lib/control/versions'

/** Asks for a product: active at once where it needs no approval, else submitted. */
export const createSubscription = command(
  'subscriptions.create',
  { in: subscriptionCreate, out: subscription, creates: true },
  async (context, input) => {
    const { db, now, actor } = context
    const tenantId = dbId('tenant', input.tenantId)
    const tenant = await tenantOf(context, tenantId)
    if (tenant.archivedAt) throw new Fault('resource.wrong_state', { public: 'The tenant is archived.' })
    const productId = dbId('product', input.productId)
    const product = await db.product.findFirst({ where: { AND: [{ id: productId }, visibleProducts(context)] } })
    if (!product) throw new Fault('resource.not_found', { public: 'There is no such product.' })
    if (product.state !== 'published') {
      throw new Fault('resource.wrong_state', {
        public: `The product is ${product.state}; only a published one can be subscribed to.`,
      })
    }
    const accepted = product.terms === '' ? null : product.termsVersion
    if (accepted !== null) requireTerms(accepted, input.acceptedTermsVersion, actor)
    const expiresAt = input.expiresAt ? new Date(input.expiresAt) : null
    if (expiresAt && expiresAt <= now) throw invalidField('expiresAt', 'must be in the future')
    const row = await db.subscription.create({
      data: {
        id: newUuid(),
        tenantId,
        productId,
        name: input.name,
        purpose: input.purpose,
        costCentre: input.costCentre,
        expectedUse: input.expectedUse,
        state: product.requiresApproval ? 'submitted' : 'active',
        requestedBy: userIdOf(actor),
        expiresAt,
        ...(accepted === null ? {} : { termsVersion: accepted, termsAcceptedAt: now, termsAcceptedBy: userIdOf(actor) }),
        createdAt: now,
      },
      include: subscriptionInclude,
    })
    const after = await subscriptionView(context, row)
    await tellOfRequest(context, after)
    context.record({ noun: 'subscription', id: row.id, tenantId, after })
    return after
  },
)

/** What was read is what is accepted: terms that changed in between are read again. */
function requireTerms(current: number, accepted: number | undefined, { kind }: Actor): void {
  if (accepted === current || (kind === 'system' && accepted === undefined)) return
  throw invalidField(
    'acceptedTermsVersion',
    accepted === undefined
      ? `must say that you accept the product's terms: send ${current}, their version`
      : `is out of date: the terms have changed, and are at version ${current} now. Read them again`,
  )
}

function userIdOf(actor: Actor): string | null {
  return actor.kind === 'system' ? null : actor.userId
}

export const updateSubscription = command(
  'subscriptions.update',
  { path: { id: 'subscription' }, in: subscriptionUpdate, out: subscription, versioned: true },
  async (context, { id, ...fields }) => {
    const row = await subscriptionOf(context, id)
    const before = await subscriptionView(context, row)
    requireVersion(context, before)
    const updated = await context.db.subscription.update({
      where: { id, version: row.version },
      data: { ...fields, version: { increment: 1 } },
      include: subscriptionInclude,
    })
    const after = await subscriptionView(context, updated)
    context.record({ noun: 'subscription', id, tenantId: row.tenantId, before, after })
    return after
  },
)
