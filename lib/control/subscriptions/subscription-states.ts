/** What becomes of a subscription. Each move names the states it starts from and who decided it, and why. */
import type { Action } from '@/lib/access/permissions'
import { Fault } from '@/lib/base/faults'
import { decision, reasonedDecision, type Subscription, subscription } from '@/lib/contracts/subscription'
import type { CommandContext } from '@/lib/control/context'
import { command } from '@/lib/control/operation'
import { tellOfDecision } from '@/lib/control/subscriptions/subscription-notices'
import { subscriptionOf } from '@/lib/control/subscriptions/subscription-queries'
import { subscriptionInclude, subscriptionView } from '@/lib/control/subscriptions/subscription-view'
import { requireVersion } from '@/lib/control/versions'

type State = Subscription['state']

type Move = {
  action: Action
  from: State[]
  to: State
  in?: typeof decision | typeof reasonedDecision
  /** Nobody decides what they asked for. */
  byAnother?: boolean
}

export const approveSubscription = move({ action: 'subscriptions.decide', from: ['submitted'], to: 'active', byAnother: true })

export const rejectSubscription = move({
  action: 'subscriptions.decide',
  from: ['submitted'],
  to: 'rejected',
  in: reasonedDecision,
  byAnother: true,
})

export const suspendSubscription = move({
  action: 'subscriptions.suspend',
  from: ['active'],
  to: 'suspended',
  in: reasonedDecision,
})

export const resumeSubscription = move({ action: 'subscriptions.suspend', from: ['suspended'], to: 'active' })

/** For good: its keys stop working and cannot be brought back. */
export const cancelSubscription = move({
  action: 'subscriptions.cancel',
  from: ['submitted', 'active', 'suspended', 'expired'],
  to: 'cancelled',
})

function move({ action, from, to, in: input = decision, byAnother = false }: Move) {
  return command(action, { path: { id: 'subscription' }, in: input, out: subscription }, async (context, { id, reason }) => {
    const { db, actor, now } = context
    const row = await subscriptionOf(context, id)
    const before = await subscriptionView(context, row)
    requireVersion(context, before)
    if (!from.includes(before.state)) {
      throw new Fault('resource.wrong_state', {
        public: `The subscription is ${before.state}; only a ${from.join(' or ')} one can become ${to}.`,
      })
    }
    if (byAnother && (await hasAsked(context, row))) {
      throw new Fault('access.self_approval', { public: 'You asked for this subscription; somebody else must decide about it.' })
    }
    const updated = await db.subscription.update({
      where: { id, version: row.version },
      data: {
        state: to,
        decidedBy: actor.kind === 'system' ? null : actor.userId,
        decidedAt: now,
        reason: reason ?? null,
        version: { increment: 1 },
      },
      include: subscriptionInclude,
    })
    const after = await subscriptionView(context, updated)
    await tellOfDecision(context, after)
    context.record({ noun: 'subscription', id, tenantId: row.tenantId, before, after })
    return after
  })
}

/** By themselves, or one of the two is a service account for which the other has made a token. */
async function hasAsked({ db, actor }: CommandContext, { requestedBy }: { requestedBy: string | null }): Promise<boolean> {
  if (actor.kind === 'system' || requestedBy === null) return false
  if (requestedBy === actor.userId) return true
  const madeFor = (ownerId: string, createdBy: string) => ({ ownerId, createdBy })
  const where = { OR: [madeFor(requestedBy, actor.userId), madeFor(actor.userId, requestedBy)] }
  return (await db.managementToken.count({ where })) > 0
}
