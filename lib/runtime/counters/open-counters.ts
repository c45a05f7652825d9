/** The counters of this gateway: its own, or those it shares with others in Redis. */
import { join } from 'node:path'
import type { SqlPool } from '@/lib/db/sql-pool'
import type { Counters } from '@/lib/gateway/counters'
import type { Limit } from '@/lib/policy/limits/limit'
import { type Checkpoint, keepCheckpoint, readCheckpoint } from '@/lib/runtime/counters/checkpoint'
import { watchReplicas } from '@/lib/runtime/counters/live-replicas'
import type { CounterStanding } from '@/lib/runtime/counters/memory-counter'
import { createMemoryCounters, type MemoryCounters, type Seed } from '@/lib/runtime/counters/memory-counters'
import { readBooked } from '@/lib/runtime/counters/read-booked'
import { readCounterTotals } from '@/lib/runtime/counters/read-counter-totals'
import { createRedisCounters } from '@/lib/runtime/counters/redis-counters'

export type LiveCounters = Counters & {
  list(...args: Parameters<MemoryCounters['list']>): CounterStanding[] | Promise<CounterStanding[]>
  seed(seeds: readonly Seed[]): void | Promise<void>
  /** Where they are kept, and among how many gateways amounts are divided for now. */
  status(): CountersStatus
  close(): Promise<void>
}

export type CountersStatus = { store: 'memory' | 'redis'; isUp: boolean; gateways: number }

type Options = {
  redisUrl: string | undefined
  /** How long a call waits for Redis before its limits decide without it. */
  redisPatienceMs: number
  pool: SqlPool
  dataDir: string
  instanceId: string
  limitOf(limitId: string): Limit | undefined
  onError(error: unknown): void
}

/** Quotas go on from the ledger's totals. Call after the replay, so that what dead instances left is counted. */
export async function openCounters(options: Options): Promise<LiveCounters> {
  return options.redisUrl ? await openRedis(options, options.redisUrl) : await openMemory(options)
}

async function openRedis({ pool, instanceId, limitOf, onError, redisPatienceMs }: Options, url: string): Promise<LiveCounters> {
  const replicas = await watchReplicas({ pool, instanceId, onError })
  const counters = await createRedisCounters({
    url,
    readTotals: () => readCounterTotals(pool),
    readBooked: (callIds) => readBooked(pool, callIds, limitOf),
    share: replicas.share,
    patienceMs: redisPatienceMs,
    onError,
  })
  return {
    ...counters,
    status: () => ({ store: 'redis', isUp: counters.isUp(), gateways: counters.isUp() ? 1 : replicas.share().count }),
    async close() {
      await replicas.stop()
      await counters.close()
    },
  }
}

async function openMemory({ pool, dataDir, instanceId, onError }: Options): Promise<LiveCounters> {
  const path = join(dataDir, 'counters.json')
  const saved = await readCheckpoint(path)
  const totals = await readCounterTotals(pool).catch((error: unknown) => {
    onError(error)
    return null
  })
  let share = () => ({ count: 1, rank: 0 })
  const counters = createMemoryCounters(() => share(), totals ? withoutQuotas(saved) : saved)
  counters.seed(totals ?? [])
  const replicas = await watchReplicas({
    pool,
    instanceId,
    onError,
    // What is left is divided anew; what the others have used meanwhile only the ledger knows.
    onChange: async () => counters.rebase(await readCounterTotals(pool)),
  })
  share = replicas.share
  const checkpoint = keepCheckpoint(path, counters.save, onError)
  return {
    ...counters,
    status: () => ({ store: 'memory', isUp: true, gateways: share().count }),
    async close() {
      await replicas.stop()
      await checkpoint.stop()
    },
  }
}

/** What quotas have used the ledger knows better: a checkpoint has what dead calls held, the ledger what they used. */
function withoutQuotas(saved: Checkpoint | null): Checkpoint | null {
  return saved && { ...saved, seeds: [], counters: saved.counters.filter(({ kind }) => kind !== 'quota') }
}
