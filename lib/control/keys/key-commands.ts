import { Fault } from '@/lib/base/faults'
import { keyCreated, keyRevoked, keyRotate } from '@/lib/contracts/key'
import { empty } from '@/lib/contracts/paging'
import { invalidField } from '@/lib/control/input'
import { makeKey, withoutSecret } from '@/lib/control/keys/issue-key'
import { impactOf } from '@/lib/control/keys/key-impact'
import { tellOfKey } from '@/lib/control/keys/key-notices'
import { heldKeyOf, keyOf } from '@/lib/control/keys/key-queries'
import { keyInclude, keyView } from '@/lib/control/keys/key-view'
import { scheduleOf } from '@/lib/control/keys/rotation-schedule'
import { command } from '@/lib/control/operation'

const LONGEST_GRACE_MS = 30 * 86_400_000

/** A new secret for the slot; the old one stays valid for the grace. */
export const rotateKey = command(
  'keys.rotate',
  { path: { id: 'key' }, in: keyRotate, out: keyCreated, creates: true, forReplay: withoutSecret },
  async (context, { id, graceSeconds, oldKeyUntil }) => {
    const { db, now } = context
    const row = await heldKeyOf(context, id)
    const before = keyView(row, now)
    if (before.state !== 'active') {
      throw new Fault('resource.wrong_state', { public: `The key is ${before.state}; issue a new one instead.` })
    }
    if (row.replacedById) {
      throw new Fault('resource.wrong_state', { public: 'The key has been replaced already; rotate the one that replaced it.' })
    }
    const graceEnd = oldKeyUntil ? new Date(oldKeyUntil) : new Date(now.getTime() + graceSeconds * 1000)
    if (graceEnd < now) throw invalidField('oldKeyUntil', 'must not be in the past')
    if (graceEnd.getTime() - now.getTime() > LONGEST_GRACE_MS) throw invalidField('oldKeyUntil', 'must be at most 30 days on')
    const oldEnd = row.expiresAt && row.expiresAt < graceEnd ? row.expiresAt : graceEnd
    const { subscriptionId, slot, name, cidrs, certificates, models, ownExpiresAt, rotateEveryDays, rotationGraceDays } = row
    const begin = { createdAt: now, ownExpiresAt, rotateEveryDays: null, rotationGraceDays, rotateAt: null }
    const schedule = scheduleOf(begin, rotateEveryDays, rotationGraceDays, now)
    const made = await makeKey(context, { subscriptionId, slot, name, cidrs, certificates, models, ...schedule })
    // Asks for the row as it was read: of two rotations at once, the second starts over and meets the first's result.
    await db.key.update({
      where: { id, revokedAt: null, version: row.version },
      data: {
        expiresAt: oldEnd,
        ownExpiresAt: oldEnd,
        rotateEveryDays: null,
        rotateAt: null,
        replacedById: made.row.id,
        version: { increment: 1 },
      },
    })
    const after = keyView(made.row, now)
    await tellOfKey(context, row, {
      topic: 'key.rotated',
      title: `The ${slot} key ending in ${row.last4} was rotated`,
      text: `${context.actor.name} replaced the ${slot} key ${row.prefix}…${row.last4} of ${row.subscription.name}. It goes on until ${oldEnd.toISOString().slice(0, 16).replace('T', ' ')} UTC; move callers to the new one, ending in ${after.last4}, before.`,
    })
    context.record({
      noun: 'key',
      id: made.row.id,
      tenantId: row.subscription.tenantId,
      before,
      after,
      alters: [
        { noun: 'key', id },
        { noun: 'key', id: made.row.id },
      ],
    })
    return { ...after, key: made.secret, replayed: false }
  },
)

/** Ends a key at once, and says what that breaks. Revoking it again changes nothing. */
export const revokeKey = command('keys.revoke', { path: { id: 'key' }, in: empty, out: keyRevoked }, async (context, { id }) => {
  const { db, now } = context
  const row = await keyOf(context, id)
  const before = keyView(row, now)
  const impact = await impactOf(context, row)
  if (row.revokedAt) return { ...before, impact }
  const updated = await db.key.update({
    where: { id, revokedAt: null },
    data: { revokedAt: now, version: { increment: 1 } },
    include: keyInclude,
  })
  await tellOfKey(context, row, {
    topic: 'key.revoked',
    title: `The ${row.slot} key ending in ${row.last4} was revoked`,
    text: `${context.actor.name} revoked the ${row.slot} key ${row.prefix}…${row.last4} of ${row.subscription.name}. It made ${impact.callsLastDay} calls in the day before; whoever still uses it is refused.`,
  })
  const after = keyView(updated, now)
  context.record({ noun: 'key', id, tenantId: row.subscription.tenantId, before, after })
  return { ...after, impact }
})
