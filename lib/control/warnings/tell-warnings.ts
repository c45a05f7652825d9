/** Warnings whose amount is reached, told to whoever set them: once in a month, while they may still see the usage. */
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { Db } from '@/lib/control/database'
import { enqueueNotice } from '@/lib/control/notifications/enqueue-notice'
import { usedThisMonth, type WarningRow, warningInclude } from '@/lib/control/warnings/warning-use'

const BATCH = 500

/** How many were told. */
export async function tellWarnings(db: Db, now: Date): Promise<number> {
  let told = 0
  for (let after: string | null = null; ; ) {
    const rows: (WarningRow & { user: { platformRole: string | null; memberships: { tenantId: string }[] } })[] =
      await db.usageWarning.findMany({
        where: {
          user: { disabledAt: null },
          subscription: { state: { in: ['active', 'suspended'] } },
          ...(after ? { id: { gt: after } } : {}),
        },
        include: { ...warningInclude, user: { select: { platformRole: true, memberships: { select: { tenantId: true } } } } },
        orderBy: { id: 'asc' },
        take: BATCH,
      })
    for (const row of rows) if (await tell(db, row, now)) told++
    const last = rows.at(-1)
    if (!last || rows.length < BATCH) return told
    after = last.id
  }
}

type Row = WarningRow & { user: { platformRole: string | null; memberships: { tenantId: string }[] } }

async function tell(db: Db, row: Row, now: Date): Promise<boolean> {
  const { tenantId, name } = row.subscription
  if (row.user.platformRole === null && !row.user.memberships.some((one) => one.tenantId === tenantId)) return false
  const { month, used } = await usedThisMonth(db, row, now)
  if (row.toldMonth === month || used < row.amount) return false
  return db.$transaction(async (tx) => {
    const { count } = await tx.usageWarning.updateMany({
      where: { id: row.id, OR: [{ toldMonth: null }, { toldMonth: { not: month } }] },
      data: { toldMonth: month },
    })
    if (count === 0) return false
    await enqueueNotice(
      tx,
      {
        topic: 'usage.warning',
        severity: 'warning',
        title: `${name} has used ${amountText(row, row.amount)} this month`,
        text: `${name} has used ${amountText(row, used)} in ${month}; you asked to hear of it from ${amountText(row, row.amount)} on. Nothing is refused because of this.`,
        path: `/portal/subscriptions/${toPublicId('subscription', row.subscriptionId)}`,
        tenantId,
        userIds: [row.userId],
        // Nobody else asked: it goes to no channel.
        channelIds: [],
        dedupKey: `warning:${row.id}:${month}`,
        data: { subscriptionId: toPublicId('subscription', row.subscriptionId), measure: row.measure, month },
      },
      now,
    )
    return true
  })
}

function amountText({ measure, currency }: WarningRow, amount: bigint): string {
  return measure === 'cost' ? `${formatNano(amount)} ${currency}` : `${amount.toLocaleString('en-US')} ${measure}`
}
