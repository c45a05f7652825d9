/** Has every process moved what it booked before an instant to the ledger? */
import { z } from 'zod'
import type { Tx } from '@/lib/control/database'

/** Heartbeats come each second. */
const SILENT_MS = 5_000

const heartbeat = z.object({ ledger: z.object({ lagMs: z.number() }) })

/**
 * The processes that may still hold calls of before the instant, and why: silent ones, whose spool nobody has taken over yet,
 * and those whose flush is behind. One that ended as it should has flushed, and is not on the list any more.
 */
export async function waitingFor(
  { replica }: Pick<Tx, 'replica'>,
  before: Date,
  now: Date,
): Promise<{ replica: string; why: string }[]> {
  const rows = await replica.findMany({ orderBy: { startedAt: 'asc' } })
  return rows.flatMap(({ id, seenAt, status }) => {
    const lagMs = heartbeat.safeParse(status).data?.ledger.lagMs ?? 0
    if (seenAt.getTime() - lagMs >= before.getTime() && seenAt.getTime() >= before.getTime()) return []
    const isSilent = now.getTime() - seenAt.getTime() > SILENT_MS
    const since = seenAt.toISOString()
    return [{ replica: id, why: isSilent ? `has not been heard of since ${since}` : 'has not moved all of it to the ledger yet' }]
  })
}
