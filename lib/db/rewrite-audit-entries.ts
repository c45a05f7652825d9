/** The only writing over audit entries there is: for the erasure of a person, many in one statement. */
import type { Prisma } from '@/lib/db/generated/client'

export type RewrittenEntry = { version: bigint; actorName: string; address: string | null; before: unknown; after: unknown }

export async function rewriteAuditEntries(tx: Prisma.TransactionClient, entries: readonly RewrittenEntry[]): Promise<void> {
  const rows = JSON.stringify(
    entries.map(({ version, actorName, address, before, after }) => ({
      version: String(version),
      actorName,
      address,
      before,
      after,
    })),
  )
  await tx.$executeRaw`
    UPDATE audit_entries e
       SET actor_name = r."actorName", address = r.address, before = r.before, after = r.after
      FROM jsonb_to_recordset(${rows}::jsonb)
           AS r (version bigint, "actorName" text, address text, before jsonb, after jsonb)
     WHERE e.version = r.version`
}
