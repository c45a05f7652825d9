import { Fault } from '@/lib/base/faults'
import { playgroundKey } from '@/lib/contracts/key'
import { empty } from '@/lib/contracts/paging'
import type { CommandContext } from '@/lib/control/context'
import { iso } from '@/lib/control/iso'
import { makeKey } from '@/lib/control/keys/issue-key'
import { keyView } from '@/lib/control/keys/key-view'
import { command } from '@/lib/control/operation'
import { subscriptionOf } from '@/lib/control/subscriptions/subscription-queries'

const LIFETIME_MS = 10 * 60_000
/** More pages at once than anybody has open: the oldest gives way. */
const MOST_LIVE = 10

/**
 * A key for the playground: the gateway reads keys, never cookies, so a page that calls it needs one. It lives ten minutes, counts
 * against the subscription's limits as any other, and every call with it names who was playing.
 */
export const mintPlaygroundKey = command(
  'keys.create',
  { path: { id: 'subscription' }, in: empty, out: playgroundKey, tokens: false },
  async (context, { id }) => {
    const { now, actor } = context
    const subscription = await subscriptionOf(context, id)
    const isOver = subscription.expiresAt !== null && subscription.expiresAt <= now
    if (subscription.state !== 'active' || isOver) {
      throw new Fault('resource.wrong_state', {
        public: `The subscription is ${isOver ? 'expired' : subscription.state}; only an active one can be played with.`,
      })
    }
    const ended = await endOldOnes(context, id)
    const expiresAt = new Date(now.getTime() + LIFETIME_MS)
    const { row, secret } = await makeKey(context, {
      subscriptionId: id,
      slot: 'primary',
      name: `Playground of ${actor.name}`.slice(0, 120),
      cidrs: [],
      certificates: [],
      models: [],
      isPlayground: true,
      expiresAt,
      ownExpiresAt: expiresAt,
      rotateEveryDays: null,
      rotationGraceDays: 0,
      rotateAt: null,
    })
    const after = keyView(row, now)
    const alters = [row.id, ...ended].map((keyId) => ({ noun: 'key', id: keyId }))
    context.record({ noun: 'key', id: row.id, tenantId: subscription.tenantId, after, alters })
    return { id: after.id, key: secret, expiresAt: iso(expiresAt) }
  },
)

/** What has ended leaves the gateways' tables, and nobody holds more than a few. */
async function endOldOnes({ db, now, actor }: CommandContext, subscriptionId: string): Promise<string[]> {
  const own = await db.key.findMany({
    where: { subscriptionId, isPlayground: true, createdBy: actor.userId, revokedAt: null },
    orderBy: { createdAt: 'desc' },
    select: { id: true, expiresAt: true },
  })
  const live = own.filter(({ expiresAt }) => expiresAt !== null && expiresAt > now)
  const kept = new Set(live.slice(0, MOST_LIVE - 1).map(({ id }) => id))
  const ids = own.map(({ id }) => id).filter((id) => !kept.has(id))
  await db.key.updateMany({ where: { id: { in: ids } }, data: { revokedAt: now } })
  return ids
}
