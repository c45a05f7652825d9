/** What counters of a limit have used so far no longer counts: the totals stay, and grow on, for the ledger's sake. */
import type { Prisma } from '@/lib/db/generated/client'

/** Of one counter, or of all of them where `countKey` is null. */
export async function resetCounterTotals(tx: Prisma.TransactionClient, limitId: string, countKey: string | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE counter_totals SET reset_total = total, updated_at = now()
     WHERE limit_id = ${limitId}::uuid AND (${countKey}::text IS NULL OR count_key = ${countKey}::text)`
}
