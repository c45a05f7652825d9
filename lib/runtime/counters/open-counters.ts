/** The counters of this gateway: its own, or those it shares with others in Redis. */
import type { SqlPool } from '@/lib/db/sql-pool'
import type { Counters } from '@/lib/gateway/counters'
import {
  type CounterStanding,
  createMemoryCounters,
  type MemoryCounters,
  type Seed,
} from '@/lib/runtime/counters/memory-counters'
import { readCounterTotals } from '@/lib/runtime/counters/read-counter-totals'
import { createRedisCounters } from '@/lib/runtime/counters/redis-counters'

export type LiveCounters = Counters & {
  list(...args: Parameters<MemoryCounters['list']>): CounterStanding[] | Promise<CounterStanding[]>
  seed(seeds: readonly Seed[]): void | Promise<void>
  close(): Promise<void>
}

type Options = { redisUrl: string | undefined; pool: SqlPool; onError(error: unknown): void }

/** Quotas go on from the ledger's totals. Call after the replay, so that what dead instances left is counted. */
export async function openCounters({ redisUrl, pool, onError }: Options): Promise<LiveCounters> {
  const readTotals = () => readCounterTotals(pool)
  if (redisUrl) return await createRedisCounters({ url: redisUrl, readTotals, onError })
  const counters = createMemoryCounters()
  await readTotals().then(counters.seed, onError)
  return { ...counters, close: async () => {} }
}
