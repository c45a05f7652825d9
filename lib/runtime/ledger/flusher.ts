/** The thread that moves the spool to Postgres, seen from the thread that takes calls: started, watched, started anew where it dies. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { findProjectRoot } from '@/lib/base/project-root'
import type { FlushBoard } from '@/lib/runtime/ledger/flush-board'
import type { Replayed } from '@/lib/runtime/ledger/replay'
import { isBefore, type SpoolPosition } from '@/lib/runtime/ledger/segment'

/** Calls that ran when the spool was written up to `at`. */
export type RunningCalls = { ids: readonly string[]; at: SpoolPosition }

/** What the thread is given. */
export type FlusherSettings = {
  memory: SharedArrayBuffer
  databaseUrl: string
  directory: string
  /** Where all instances of this data directory have their spools. */
  root: string
  rejectedPath: string
  replica: string
  running: RunningCalls
  /** Tests only: where to die. */
  killAt?: string
}

export type ToWorker = 'hurry' | 'stop'
export type FromWorker = { kind: 'error'; error: Error } | { kind: 'replayed'; replayed: Replayed | null }

export type FlusherOptions = Omit<FlusherSettings, 'memory' | 'running'> & {
  board: FlushBoard
  /** The ids of all running calls. */
  listOpen(): string[]
  onError(error: unknown): void
}

export type FlusherStatus = { failingSinceMs: number | null; lagMs: number; records: number }

export type Flusher = {
  /** What dead instances left, once it is in Postgres; null where Postgres is away (it is tried again until it is not). */
  replayed: Promise<Replayed | null>
  status(): FlusherStatus
  /** Resolves when everything written before the call is in Postgres, or rejects after the time given. */
  drain(timeoutMs: number): Promise<void>
  stop(): Promise<void>
}

const RESTART_MS = 1_000
const LOOK_MS = 10

export function startFlusher({ board, listOpen, onError, ...settings }: FlusherOptions): Flusher {
  let worker: Worker
  let isStopped = false
  let isRunning = false
  let onReplayed: (replayed: Replayed | null) => void = () => {}
  const replayed = new Promise<Replayed | null>((resolve) => {
    onReplayed = resolve
  })
  board.setCaughtUpAt(Date.now())
  start()

  function start(): void {
    worker = startWorker({ ...settings, memory: board.memory, running: { ids: listOpen(), at: board.written() } })
    isRunning = true
    // A process ends when its calls are done, not when its threads are.
    worker.unref()
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'error') onError(message.error)
      else onReplayed(message.replayed)
    })
    worker.on('error', onError)
    worker.on('exit', () => {
      isRunning = false
      if (isStopped) return
      onReplayed(null)
      // One that dies again and again has been failing since it first did.
      if (board.failingSince() === 0) board.setFailingSince(Date.now())
      setTimeout(() => isStopped || start(), RESTART_MS).unref()
    })
  }

  return {
    replayed,
    status() {
      const failingSince = board.failingSince()
      const isBehind = isBefore(board.flushed(), board.written())
      return {
        failingSinceMs: failingSince === 0 ? null : failingSince,
        lagMs: isBehind ? Math.max(0, Date.now() - board.caughtUpAt()) : 0,
        records: board.records(),
      }
    },
    async drain(timeoutMs) {
      const target = board.written()
      const untilMs = Date.now() + timeoutMs
      for (;;) {
        if (!isBefore(board.flushed(), target)) return
        if (Date.now() >= untilMs) throw new Error('the ledger could not be flushed in time; the spool holds the rest')
        worker.postMessage('hurry' satisfies ToWorker)
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      }
    },
    async stop() {
      isStopped = true
      if (!isRunning) return
      worker.ref()
      const ended = new Promise((resolve) => worker.once('exit', resolve))
      worker.postMessage('stop' satisfies ToWorker)
      const timer = setTimeout(() => void worker.terminate(), 5_000)
      await ended
      clearTimeout(timer)
    },
  }
}

/** Run from its sources (tests, development), the thread is read from them too, through the loader that runs us. */
function startWorker(workerData: FlusherSettings): Worker {
  const root = findProjectRoot()
  if (!import.meta.url.endsWith('.ts')) return new Worker(path.join(root, 'dist', 'flush-worker.js'), { workerData })
  const source = pathToFileURL(path.join(root, 'lib', 'runtime', 'ledger', 'flush-worker.ts')).href
  const program = `import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(source)})))`
  return new Worker(program, { eval: true, workerData })
}
