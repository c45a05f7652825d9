/** The last act of every command: the audit row, what gateways must read again, and the next version, in one statement. */
import type { Action } from '@/lib/access/permissions'
import { auditDigest } from '@/lib/control/audit/audit-digest'
import type { Change, Context } from '@/lib/control/context'
import { advanceControlHead } from '@/lib/db/control-head'

export async function commit(context: Context, action: Action, change: Change): Promise<void> {
  const { actor, call, now, db } = context
  const entry = {
    at: now,
    actorId: actor.kind === 'system' ? null : actor.userId,
    actorKind: actor.kind,
    actorName: actor.name,
    address: call.address ?? null,
    action,
    noun: change.noun,
    entityId: change.id,
    tenantId: change.tenantId ?? null,
    before: change.before ?? null,
    after:
      call.restoredFrom === undefined ? (change.after ?? null) : { ...Object(change.after), restoredFrom: call.restoredFrom },
  }
  await advanceControlHead(db, {
    ...entry,
    digest: auditDigest(entry),
    alters: change.alters ?? [{ noun: change.noun, id: change.id }],
  })
}
