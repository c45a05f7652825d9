import { hmac } from '@/lib/base/digest'
import { Fault } from '@/lib/base/faults'
import { newUuid } from '@/lib/base/ids'
import { newSecret, secretLabel } from '@/lib/base/secret-text'
import { type KeyCreated, keyCreate, keyCreated } from '@/lib/contracts/key'
import type { CommandContext } from '@/lib/control/context'
import { invalidField } from '@/lib/control/input'
import { requireModels } from '@/lib/control/keys/key-models'
import { heldKeys, type KeyRow, keyInclude, keyStateWhere, keyView } from '@/lib/control/keys/key-view'
import { type Schedule, scheduleOf } from '@/lib/control/keys/rotation-schedule'
import { command } from '@/lib/control/operation'
import { subscriptionOf } from '@/lib/control/subscriptions/subscription-queries'

/** Issues a key into an empty slot. The secret is in this answer and nowhere else, ever. */
export const issueKey = command(
  'keys.create',
  { path: { id: 'subscription' }, in: keyCreate, out: keyCreated, creates: true, forReplay: withoutSecret },
  async (context, { id, slot, name, expiresAt, cidrs, certificates, models, rotateEveryDays, rotationGraceDays }) => {
    const { now } = context
    const subscription = await subscriptionOf(context, id)
    const isOver = subscription.expiresAt !== null && subscription.expiresAt <= now
    if (subscription.state !== 'active' || isOver) {
      const state = isOver ? 'expired' : subscription.state
      throw new Fault('resource.wrong_state', { public: `The subscription is ${state}; only an active one can have new keys.` })
    }
    const until = expiresAt ? new Date(expiresAt) : null
    if (until && until <= now) throw invalidField('expiresAt', 'must be in the future')
    await requireModels(context, subscription.productId, models)
    await requireEmptySlot(context, id, slot)
    const begin = { createdAt: now, ownExpiresAt: until, rotateEveryDays: null, rotationGraceDays, rotateAt: null }
    const schedule = scheduleOf(begin, rotateEveryDays ?? null, rotationGraceDays, now)
    const { row, secret } = await makeKey(context, { subscriptionId: id, slot, name, cidrs, certificates, models, ...schedule })
    const after = keyView(row, now)
    context.record({ noun: 'key', id: row.id, tenantId: row.subscription.tenantId, after })
    return { ...after, key: secret, replayed: false }
  },
)

export type NewKey = Pick<KeyRow, 'subscriptionId' | 'slot' | 'name' | 'cidrs' | 'certificates' | 'models'> &
  Schedule & { isPlayground?: boolean }

/** Writes a key of which only the HMAC is kept. */
export async function makeKey(context: CommandContext, fields: NewKey): Promise<{ row: KeyRow; secret: string }> {
  const { db, ports, actor, now } = context
  const secret = newSecret('tg_')
  const row = await db.key.create({
    data: {
      id: newUuid(),
      ...fields,
      ...secretLabel(secret),
      digest: new Uint8Array(hmac(ports.pepper.bytes, secret)),
      pepperId: ports.pepper.id,
      createdBy: actor.kind === 'system' ? null : actor.userId,
      createdAt: now,
    },
    include: keyInclude,
  })
  return { row, secret }
}

/** What a replay of a creation answers: the key, without what was shown once. */
export function withoutSecret(output: KeyCreated): KeyCreated {
  return { ...output, key: null, replayed: true }
}

async function requireEmptySlot({ db, now }: CommandContext, subscriptionId: string, slot: KeyRow['slot']): Promise<void> {
  // Takes the subscription's row, so that of two at once the second sees the first's key.
  await db.subscription.update({ where: { id: subscriptionId }, data: { updatedAt: now } })
  const live = await db.key.count({ where: { AND: [{ subscriptionId, slot }, heldKeys, keyStateWhere('active', now)] } })
  if (live > 0) {
    throw new Fault('resource.conflict', { public: `The ${slot} slot has a valid key. Rotate it, or revoke it first.` })
  }
}
