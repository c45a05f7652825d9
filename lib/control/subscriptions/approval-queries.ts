/** What waits for a decision, in numbers. */

import { empty } from '@/lib/contracts/paging'
import { approvals } from '@/lib/contracts/subscription'
import { iso } from '@/lib/control/iso'
import { query } from '@/lib/control/operation'

const WEEK_MS = 7 * 86_400_000

export const getApprovals = query('subscriptions.decide', { in: empty, out: approvals }, async ({ db, scope, now }) => {
  const within = { AND: [scope.ofTenant, { state: 'submitted' as const }] }
  const since = { decidedAt: { gte: new Date(now.getTime() - WEEK_MS) }, decidedBy: { not: null } }
  const decided = (state: 'active' | 'rejected') => db.subscription.count({ where: { AND: [scope.ofTenant, since, { state }] } })
  const [waiting, oldest, approved, rejected] = await Promise.all([
    db.subscription.count({ where: within }),
    db.subscription.findFirst({ where: within, orderBy: { createdAt: 'asc' }, select: { createdAt: true } }),
    decided('active'),
    decided('rejected'),
  ])
  return { waiting, oldestAt: oldest && iso(oldest.createdAt), approvedLastWeek: approved, rejectedLastWeek: rejected }
})
