import type { Prisma } from '@/lib/db/generated/client'

/** When the oldest month of records begins that retention has left; before all time where there is none. */
export async function oldestRecords(db: Pick<Prisma.TransactionClient, '$queryRaw'>): Promise<Date> {
  const rows = await db.$queryRaw<{ month: string | null }[]>`
    SELECT min(right(inhrelid::regclass::text, 7)) AS month FROM pg_inherits WHERE inhparent = 'usage_records'::regclass`
  const month = rows[0]?.month
  return new Date(month ? `${month.replace('_', '-')}-01T00:00:00Z` : 0)
}
