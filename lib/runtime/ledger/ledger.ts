/** The ledger as the gateway sees it: a spool in front, a flusher behind, and what dead instances left brought in first. */
import { join } from 'node:path'
import type { Ledger } from '@/lib/gateway/ports'
import { flushBoardOf } from '@/lib/runtime/ledger/flush-board'
import { type FlusherStatus, startFlusher } from '@/lib/runtime/ledger/flusher'
import { announceInstance } from '@/lib/runtime/ledger/instance'
import { createRefusalCounter, isFree } from '@/lib/runtime/ledger/refusal-counter'
import type { Replayed } from '@/lib/runtime/ledger/replay'
import { createSpool } from '@/lib/runtime/ledger/spool'

export type LedgerOptions = {
  dataDir: string
  instanceId: string
  databaseUrl: string
  fsync: boolean
  maxBytes: number
  segmentBytes?: number
  /** Tests only: where to die. */
  killAt?: string
  onError(error: unknown): void
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
const COLLECT_MS = 1_000
const STOP_MS = 5_000

export async function startLedger({ dataDir, instanceId, databaseUrl, ...options }: LedgerOptions): Promise<RunningLedger> {
  const { onError } = options
  const root = join(dataDir, 'spool')
  const rejectedPath = join(dataDir, 'rejected.spool')
  const { directory, ...instance } = await announceInstance(root, instanceId)
  const board = flushBoardOf()
  const spool = await createSpool({ ...options, directory, segmentBytes: options.segmentBytes ?? SEGMENT_BYTES, board })
  const flusher = startFlusher({
    board,
    listOpen: spool.listOpen,
    databaseUrl,
    directory,
    root,
    rejectedPath,
    replica: instanceId,
    killAt: options.killAt,
    onError,
  })
  // Without Postgres the dead spools wait until it is back: nothing of them is lost.
  const replayed = await flusher.replayed
  const refusals = createRefusalCounter()
  const unauthenticated = new Map<string, number>()
  const collect = async () => {
    if (spool.canOpen()) await Promise.all(refusals.collect().map(spool.close))
  }
  const timer = setInterval(() => void collect().catch(onError), COLLECT_MS)
  timer.unref()

  return {
    replayed,
    canOpen: spool.canOpen,
    open: spool.open,
    progress: spool.progress,
    close(entry) {
      if (spool.isOpen(entry.identity.id) || !isFree(entry)) return spool.close(entry)
      // It ended before it was let in, and has no room of its own: what running calls count on is not for refusals.
      const admitted = refusals.admit(entry, entry.identity.startedAtMs, spool.canOpen())
      if (admitted) return spool.close(admitted)
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
      await flusher.drain(timeoutMs)
    },
    async stop() {
      clearInterval(timer)
      await collect().catch(onError)
      const isEmpty = await flusher.drain(STOP_MS).then(
        () => true,
        (error: unknown) => {
          onError(error)
          return false
        },
      )
      await flusher.stop()
      await spool.end()
      await instance.close(isEmpty)
    },
  }
}
