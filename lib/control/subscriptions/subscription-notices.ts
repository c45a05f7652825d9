/** Who hears of a request, and of what became of it. */
import { parsePublicId } from '@/lib/base/ids'
import type { Subscription } from '@/lib/contracts/subscription'
import type { CommandContext } from '@/lib/control/context'
import { enqueueNotice } from '@/lib/control/notifications/enqueue-notice'

/** An admin decides, so the admins hear of it: all but the one who asked. */
export async function tellOfRequest({ db, now }: CommandContext, asked: Subscription): Promise<void> {
  if (asked.state !== 'submitted') return
  const by = asked.requestedBy && parsePublicId('user', asked.requestedBy.id)
  const admins = await db.user.findMany({
    where: { platformRole: 'admin', disabledAt: null, kind: 'person' },
    select: { id: true },
  })
  await enqueueNotice(
    db,
    {
      topic: 'subscription.requested',
      title: `${asked.tenantName} asks for ${asked.productName}`,
      text: `${asked.requestedBy?.name ?? 'Somebody'} asks for a subscription (${asked.name}). ${asked.purpose ? `For: ${asked.purpose}` : 'They gave no purpose.'}`,
      path: '/admin/approvals',
      tenantId: parsePublicId('tenant', asked.tenantId),
      userIds: admins.map((admin) => admin.id).filter((id) => id !== by),
      data: { subscriptionId: asked.id },
      dedupKey: `subscription:${asked.id}:requested`,
    },
    now,
  )
}

/** Whoever asked hears the decision; when an active one is stopped, so do its tenant's owners. */
export async function tellOfDecision({ db, now }: CommandContext, decided: Subscription): Promise<void> {
  const tenantId = parsePublicId('tenant', decided.tenantId) ?? ''
  const by = decided.requestedBy && parsePublicId('user', decided.requestedBy.id)
  const { state, name, productName, reason } = decided
  await enqueueNotice(
    db,
    {
      topic: 'subscription.decided',
      severity: state === 'active' ? 'info' : 'warning',
      title: `${name} is ${state}`,
      text: `The subscription ${name} to ${productName} is ${state}.${reason ? ` Reason: ${reason}` : ''}`,
      path: `/portal/subscriptions/${decided.id}`,
      tenantId,
      userIds: by ? [by] : [],
      ownersOf: state === 'active' || state === 'rejected' ? [] : [tenantId],
      data: { subscriptionId: decided.id, state },
      dedupKey: `subscription:${decided.id}:${decided.version}`,
    },
    now,
  )
}
