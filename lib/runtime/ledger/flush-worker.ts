/**
 * The flusher's own thread: brings in what dead instances left, then moves the spool to Postgres with a connection of its
 * own, so that the thread that takes calls does nothing of it.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { createSqlPool } from '@/lib/db/sql-pool'
import { flushBoardOf } from '@/lib/runtime/ledger/flush-board'
import { startFlushLoop } from '@/lib/runtime/ledger/flush-loop'
import type { FlusherSettings, FromWorker, ToWorker } from '@/lib/runtime/ledger/flusher'
import { keepReplaying } from '@/lib/runtime/ledger/replay'
import { withKillPool } from '@/lib/runtime/ledger/testing/kill-switch'

/** A statement that takes longer than this has lost its server. */
const STATEMENT_TIMEOUT_MS = 30_000

const settings = workerData as FlusherSettings
const tell = (message: FromWorker) => parentPort?.postMessage(message)
const onError = (error: unknown) => tell({ kind: 'error', error: error instanceof Error ? error : new Error(String(error)) })
const ownPool = createSqlPool(settings.databaseUrl, {
  max: 2,
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  // What is in Postgres is deleted from the spool.
  hasDurableCommits: true,
  onConnectionError: onError,
})
const pool = settings.killAt === undefined ? ownPool : withKillPool(ownPool, settings.killAt)
const shared = { ...settings, board: flushBoardOf(settings.memory), pool, onError }
const loop = startFlushLoop(shared)
const replaying = keepReplaying(shared, (replayed) => tell({ kind: 'replayed', replayed }))

parentPort?.on('message', (message: ToWorker) => {
  if (message === 'hurry') loop.hurry()
  else if (message === 'stop') void stop()
})

async function stop(): Promise<void> {
  await Promise.all([loop.stop(), replaying.stop()])
  await pool.end()
  parentPort?.close()
}
