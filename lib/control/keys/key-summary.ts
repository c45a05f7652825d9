/** The keys there are, in numbers. */
import { keySummary } from '@/lib/contracts/key'
import { empty } from '@/lib/contracts/paging'
import { endsWhere, unusedWhere } from '@/lib/control/keys/key-search'
import { heldKeys, keyStateWhere } from '@/lib/control/keys/key-view'
import { query } from '@/lib/control/operation'

export const getKeySummary = query('keys.read', { in: empty, out: keySummary }, async ({ db, scope, now }) => {
  const count = (where: object) => db.key.count({ where: { AND: [scope.ofSubscription, heldKeys, where] } })
  const [active, endingSoon, unused] = await Promise.all([
    count(keyStateWhere('active', now)),
    count(endsWhere(30, now)),
    count(unusedWhere(90, now)),
  ])
  return { active, endingSoon, unused }
})
