import { Fault } from '@/lib/base/faults'
import { key, keyUpdate } from '@/lib/contracts/key'
import { invalidField } from '@/lib/control/input'
import { requireModels } from '@/lib/control/keys/key-models'
import { heldKeyOf } from '@/lib/control/keys/key-queries'
import { keyInclude, keyView } from '@/lib/control/keys/key-view'
import { scheduleOf } from '@/lib/control/keys/rotation-schedule'
import { command } from '@/lib/control/operation'
import { requireVersion } from '@/lib/control/versions'

/** Changes what surrounds a key: its name, its end, the networks and models it is for, how often it must be rotated. */
export const updateKey = command(
  'keys.update',
  { path: { id: 'key' }, in: keyUpdate, out: key, versioned: true },
  async (context, { id, expiresAt, rotateEveryDays, rotationGraceDays, ...fields }) => {
    const { db, now } = context
    const row = await heldKeyOf(context, id)
    const before = keyView(row, now)
    requireVersion(context, before)
    if (before.state !== 'active') {
      throw new Fault('resource.wrong_state', { public: `The key is ${before.state}; nothing can be changed about it any more.` })
    }
    if (fields.models) await requireModels(context, row.subscription.productId, fields.models)
    if (row.replacedById && rotateEveryDays) throw invalidField('rotateEveryDays', 'is for the key that replaced this one')
    const until = expiresAt === undefined ? undefined : expiresAt === null ? null : new Date(expiresAt)
    if (until && until <= now) throw invalidField('expiresAt', 'must be in the future: revoke the key to end it now')
    if (row.replacedById && until !== undefined && (until === null || (row.expiresAt && until > row.expiresAt)))
      throw invalidField('expiresAt', 'can only come earlier: the key has been replaced')
    const held = until === undefined ? row : { ...row, ownExpiresAt: until }
    const every = rotateEveryDays === undefined ? row.rotateEveryDays : rotateEveryDays
    const schedule = scheduleOf(held, every, rotationGraceDays ?? row.rotationGraceDays, now)
    const updated = await db.key.update({
      where: { id, version: row.version, revokedAt: null },
      data: { ...fields, ...schedule, version: { increment: 1 } },
      include: keyInclude,
    })
    const after = keyView(updated, now)
    context.record({ noun: 'key', id, tenantId: row.subscription.tenantId, before, after })
    return after
  },
)
