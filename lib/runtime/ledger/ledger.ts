/** The ledger as the gateway sees it: a spool in front, a flusher behind, and what dead instances left brought in first. */
import { join } from 'node:path'
import type { SqlPool } from '@/lib/db/sql-pool'
import type { Ledger } from '@/lib/gateway/ports'
import { type FlusherStatus, startFlusher } from '@/lib/runtime/ledger/flusher'
import { announceInstance } from '@/lib/runtime/ledger/instance'
import { createRefusalCounter } from '@/lib/runtime/ledger/refusal-counter'
import { type Replayed, replayDeadSpools } from '@/lib/runtime/ledger/replay'
import { createSpool } from '@/lib/runtime/ledger/spool'

export type LedgerOptions = {
  dataDir: string
  instanceId: string
  pool: SqlPool
  fsync: boolean
  maxBytes: number
  segmentBytes?: number
  onError(error: unknown): void
  now(): number
}

export type LedgerStatus = FlusherStatus & { spoolBytes: number; canOpen: boolean; unauthenticated: Record<string, number> }

export type RunningLedger = Ledger & {
  replayed: Replayed | null
  status(): LedgerStatus
  /** Resolves when all closed calls are in Postgres. */
  drain(timeoutMs: number): Promise<void>
  stop(): Promise<void>
}

const SEGMENT_BYTES = 16 * 1024 * 1024

export async function startLedger(options: LedgerOptions): Promise<RunningLedger> {
  const { pool, onError, now } = options
  const root = join(options.dataDir, 'spool')
  const instance = await announceInstance(root, options.instanceId)
  // Without Postgres the dead spools wait for the next start: nothing of them is lost.
  const replayed = await replayDeadSpools(root, instance.id, pool, onError).catch((error) => {
    onError(error)
    return null
  })
  const spool = await createSpool({
    directory: instance.directory,
    segmentBytes: options.segmentBytes ?? SEGMENT_BYTES,
    maxBytes: options.maxBytes,
    fsync: options.fsync,
    onError,
  })
  const flusher = startFlusher({ directory: instance.directory, spool, pool, replica: instance.id, onError, now })
  const refusals = createRefusalCounter()
  const unauthenticated = new Map<string, number>()
  const collect = () => Promise.all(refusals.collect().map((entry) => spool.append({ kind: 'close', entry })))
  const timer = setInterval(() => void collect().catch(onError), 1_000)
  timer.unref()

  return {
    replayed,
    canOpen: spool.canOpen,
    open: (entry) => spool.append({ kind: 'open', entry }),
    progress: (entry) => void spool.append({ kind: 'progress', entry }).catch(onError),
    close(entry) {
      const admitted = entry.outcome === 'refused' ? refusals.admit(entry, entry.identity.startedAtMs) : entry
      if (admitted) return spool.append({ kind: 'close', entry: admitted })
    },
    countUnauthenticated: (code) => void unauthenticated.set(code, (unauthenticated.get(code) ?? 0) + 1),
    status: () => ({
      ...flusher.status(),
      spoolBytes: spool.bytesWaiting(),
      canOpen: spool.canOpen(),
      unauthenticated: Object.fromEntries(unauthenticated),
    }),
    async drain(timeoutMs) {
      await collect()
      await flusher.drain(now() + timeoutMs)
    },
    async stop() {
      clearInterval(timer)
      await collect()
      await flusher.drain(now() + 5_000).catch(onError)
      await flusher.stop()
      await spool.close()
      await instance.close()
    },
  }
}
