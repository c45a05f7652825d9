/**
 * Holds that nobody renews any more: their gateway is dead. What the ledger has booked of their calls since, by the replay of the
 * dead one's spool, is what they are closed at; only where it knows nothing the end of the lease closes them, at what they held.
 */
import type { RedisLink } from '@/lib/runtime/counters/redis-link'
import { orphanScript, settleScript } from '@/lib/runtime/counters/redis-scripts'

/** What a booked call has used of a limit; null where that limit is gone. */
export type Booked = (limitId: string) => number | null

export type OrphanOptions = {
  link: RedisLink
  at(): number | ''
  leaseMs: number
  isUp(): boolean
  /** Of these calls, those the ledger has booked. */
  readBooked(callIds: readonly string[]): Promise<Map<string, Booked>>
  onError(error: unknown): void
}

const DEADLINE_MS = 1_000

/** Looks for orphans now and then. Returns what stops it. */
export function sweepOrphans(options: OrphanOptions): () => void {
  const { link, at, leaseMs, isUp, readBooked, onError } = options
  // A third of the lease is how often it is renewed: what has missed one renewal has nobody.
  const unrenewedMs = (leaseMs * 5) / 12
  const sweep = async () => {
    if (!isUp()) return
    const reply = await link.run(orphanScript, [], [at(), leaseMs - unrenewedMs], DEADLINE_MS)
    const orphans = readOrphans(reply)
    if (orphans.size === 0) return
    const booked = await readBooked([...orphans.keys()])
    for (const [id, takes] of orphans) {
      const used = booked.get(id)
      if (!used) continue
      const actuals = takes.map(({ limitId, hold }) => used(limitId) ?? hold)
      await link.run(settleScript, [], [at(), id, ...actuals], DEADLINE_MS)
    }
  }
  const timer = setInterval(() => void sweep().catch(onError), Math.max(100, leaseMs / 12))
  timer.unref()
  return () => clearInterval(timer)
}

type Take = { limitId: string; hold: number }

/** Per orphan: id, number of takes, and of each its limit and hold. */
function readOrphans(reply: unknown): Map<string, Take[]> {
  const values = Array.isArray(reply) ? reply.map(String) : []
  const orphans = new Map<string, Take[]>()
  for (let i = 0; i + 1 < values.length; ) {
    const id = values[i] ?? ''
    const count = Number(values[i + 1])
    const takes = Array.from({ length: count }, (_, n) => ({
      limitId: values[i + 2 + n * 2] ?? '',
      hold: Number(values[i + 3 + n * 2]),
    }))
    orphans.set(id, takes)
    i += 2 + count * 2
  }
  return orphans
}
