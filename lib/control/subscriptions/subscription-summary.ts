/** The subscriptions there are, in numbers. */
import { empty } from '@/lib/contracts/paging'
import { subscriptionSummary } from '@/lib/contracts/subscription'
import { query } from '@/lib/control/operation'
import { subscriptionStateWhere } from '@/lib/control/subscriptions/subscription-queries'

export const getSubscriptionSummary = query(
  'subscriptions.read',
  { in: empty, out: subscriptionSummary },
  async ({ db, scope, now }) => {
    const count = (state: 'active' | 'submitted' | 'suspended') =>
      db.subscription.count({ where: { AND: [scope.ofTenant, subscriptionStateWhere(state, now)] } })
    const [active, waiting, suspended] = await Promise.all([count('active'), count('submitted'), count('suspended')])
    return { active, waiting, suspended }
  },
)
