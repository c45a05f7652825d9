/** Who can get in, in numbers. */

import { empty } from '@/lib/contracts/paging'
import { userSummary } from '@/lib/contracts/user'
import { query } from '@/lib/control/operation'

export const getUserSummary = query('users.read', { in: empty, out: userSummary }, async ({ db }) => {
  const live = { disabledAt: null }
  const [people, services, admins, disabled] = await Promise.all([
    db.user.count({ where: { ...live, kind: 'person' } }),
    db.user.count({ where: { ...live, kind: 'service' } }),
    db.user.count({ where: { ...live, platformRole: 'admin' } }),
    db.user.count({ where: { disabledAt: { not: null } } }),
  ])
  return { people, services, admins, disabled }
})
