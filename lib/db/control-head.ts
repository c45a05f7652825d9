/** The control head: one row whose lock puts all commands in one order. */
import type { Prisma } from '@/lib/db/generated/client'

export type ControlEntry = {
  at: Date
  actorId: string | null
  actorKind: string
  actorName: string
  address: string | null
  action: string
  noun: string
  entityId: string
  tenantId: string | null
  before: unknown
  after: unknown
  digest: Uint8Array
  /** What gateways must read again. */
  alters: { noun: string; id: string }[]
}

/**
 * The last statement of a command: the next version, the chained audit entry, the catalog changes and the notification,
 * all at once. Whoever waits here has done all else, so the lock is held for one round trip.
 */
export async function advanceControlHead(tx: Prisma.TransactionClient, entry: ControlEntry): Promise<bigint> {
  const nouns = entry.alters.map((altered) => altered.noun)
  const ids = entry.alters.map((altered) => altered.id)
  const rows = await tx.$queryRaw<{ version: bigint }[]>`
    WITH head AS (
      UPDATE control_head
         SET version = version + 1, audit_hash = sha256(audit_hash || ${entry.digest}::bytea)
       WHERE id = 1
      RETURNING version, audit_hash
    ), entry AS (
      INSERT INTO audit_entries (version, at, actor_id, actor_kind, actor_name, address, action, noun, entity_id, tenant_id, before, after, digest, hash)
      SELECT version, ${entry.at}::timestamptz, ${entry.actorId}::uuid, ${entry.actorKind}, ${entry.actorName}, ${entry.address}, ${entry.action},
             ${entry.noun}, ${entry.entityId}::uuid, ${entry.tenantId}::uuid, ${json(entry.before)}::jsonb, ${json(entry.after)}::jsonb,
             ${entry.digest}::bytea, audit_hash
        FROM head
    ), changes AS (
      INSERT INTO catalog_changes (version, noun, entity_id, at)
      SELECT DISTINCT head.version, altered.noun, altered.id, ${entry.at}::timestamptz
        FROM head, unnest(${nouns}::text[], ${ids}::uuid[]) AS altered (noun, id)
    )
    SELECT version, pg_notify('tollgate_catalog', version::text)::text FROM head`
  const version = rows[0]?.version
  if (version === undefined) throw new Error('control_head has no row: the migrations have not been applied')
  return version
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value)
}
