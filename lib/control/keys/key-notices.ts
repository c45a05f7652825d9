/** Whoever depends on a key hears what somebody else did to it: its tenant's owners, and who issued it. */
import { toPublicId } from '@/lib/base/ids'
import type { NoticeTopic } from '@/lib/contracts/notice'
import type { CommandContext } from '@/lib/control/context'
import type { KeyRow } from '@/lib/control/keys/key-view'
import { enqueueNotice } from '@/lib/control/notifications/enqueue-notice'

type Said = { topic: NoticeTopic; title: string; text: string }

export async function tellOfKey({ db, now, actor }: CommandContext, row: KeyRow, said: Said): Promise<void> {
  const { tenantId } = row.subscription
  await enqueueNotice(
    db,
    {
      ...said,
      severity: said.topic === 'key.revoked' ? 'warning' : 'info',
      path: `/portal/subscriptions/${toPublicId('subscription', row.subscriptionId)}`,
      tenantId,
      ownersOf: [tenantId],
      userIds: row.createdBy && row.createdBy !== actor.userId ? [row.createdBy] : [],
      data: { keyId: toPublicId('key', row.id), prefix: row.prefix, last4: row.last4 },
      dedupKey: `${said.topic}:${row.id}`,
    },
    now,
  )
}
