/**
 * The only writing over audit entries there is: for the erasure of a person, many in one statement. The database itself sees to it
 * that nothing but names and addresses goes (`erase_from_audit_entries`): the application's role cannot write over entries otherwise.
 */
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
  await tx.$queryRaw`SELECT erase_from_audit_entries(${rows}::jsonb)`
}
