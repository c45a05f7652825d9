import { Fault } from '@/lib/base/faults'
import { keyCreated, keyRevoked, keyRotate } from '@/lib/contracts/key'
import { empty } from '@/lib/contracts/paging'
import { makeKey, withoutSecret } from '@/lib/control/keys/issue-key'
import { impactOf } from '@/lib/control/keys/key-impact'
import { keyOf } from '@/lib/control/keys/key-queries'
import { keyInclude, keyView } from '@/lib/control/keys/key-view'
import { command } from '@/lib/control/operation'

/** A new secret for the slot; the old one stays valid for the grace. */
export const rotateKey = command(
  'keys.rotate',
  { path: { id: 'key' }, in: keyRotate, out: keyCreated, creates: true, forReplay: withoutSecret },
  async (context, { id, graceSeconds }) => {
    const { db, now } = context
    const row = await keyOf(context, id)
    const before = keyView(row, now)
    if (before.state !== 'active') {
      throw new Fault('resource.wrong_state', { public: `The key is ${before.state}; issue a new one instead.` })
    }
    const graceEnd = new Date(now.getTime() + graceSeconds * 1000)
    const oldEnd = row.expiresAt && row.expiresAt < graceEnd ? row.expiresAt : graceEnd
    // Asks for the row as it was read: of two rotations at once, the second starts over and meets the first's result.
    await db.key.update({ where: { id, revokedAt: null, expiresAt: row.expiresAt }, data: { expiresAt: oldEnd } })
    const { subscriptionId, slot, name, cidrs } = row
    const made = await makeKey(context, { subscriptionId, slot, name, cidrs, expiresAt: row.expiresAt })
    const after = keyView(made.row, now)
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
  const updated = await db.key.update({ where: { id, revokedAt: null }, data: { revokedAt: now }, include: keyInclude })
  const after = keyView(updated, now)
  context.record({ noun: 'key', id, tenantId: row.subscription.tenantId, before, after })
  return { ...after, impact }
})
