/**
 * Several processes on one port, one for each core (`--workers N`). Each is a whole Tollgate of its role, with a spool, breakers and
 * a place in the fleet of its own; limits they count together in Redis. The first process only holds what they share: the port,
 * an embedded Postgres, and their lives.
 */
import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import type { Env } from '@/lib/base/env'
import { createLogger } from '@/lib/base/log'
import { StartError } from '@/lib/base/start-error'
import { openDatabase } from '@/lib/boot/database'
import { passMetricsOn } from '@/lib/boot/worker-metrics'

const MOST_WORKERS = 256
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000
/**
 * V8's young generation, in MiB, where it comes with 16. Workers that share what one could do collect it as often together, each with
 * what it holds at the time: with 64 a call costs a tenth less of two, and nothing less of one.
 */
const YOUNG_MIB = 64

/** How many the flag asks for: a number, or `auto` for one on each core. */
export function readWorkers(flag: string): number {
  const workers = flag === 'auto' ? availableParallelism() : Number(flag)
  if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS)
    throw new StartError(`--workers is a number from 1 to ${MOST_WORKERS} or auto, not '${flag}'.`)
  return workers
}

/** Runs them until a signal ends them all, then resolves. A worker that dies is replaced; one that cannot even start ends the rest. */
export async function runWorkers(workers: number, env: Env, say: (sentence: string) => void): Promise<void> {
  if (env.REDIS_URL === undefined)
    throw new StartError('Several workers count limits together only in Redis or Valkey. Set REDIS_URL, or leave --workers out.')
  const log = createLogger(env.LOG_LEVEL)
  const database = await openDatabase(env, log, say, env.DATABASE_URL !== undefined)
  // Each takes connections from the port itself, the least busy first. Handed out in turn, one that is on its way to a worker that
  // dies would hang for ever.
  cluster.schedulingPolicy = cluster.SCHED_NONE
  const execArgv = [`--max-semi-space-size=${YOUNG_MIB}`, ...process.execArgv]
  cluster.setupPrimary({ execArgv, args: process.argv.slice(2) })
  let isStopping = false
  let waitMs = FIRST_WAIT_MS
  const forgetMetrics = passMetricsOn()

  const start = (): Worker => cluster.fork({ DATABASE_URL: database.url, DATABASE_OWNER_URL: '' })
  const listWorkers = () => Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
  const stopAll = () => {
    isStopping = true
    for (const worker of listWorkers()) worker.process.kill('SIGTERM')
  }
  process.on('SIGINT', stopAll)
  process.on('SIGTERM', stopAll)
  try {
    await Promise.all(Array.from({ length: workers }, () => untilReady(start())))
    say(`Tollgate is ready: ${env.PUBLIC_URL ?? `http://localhost:${env.PORT}`} (${workers} workers)`)
    cluster.on('exit', (worker, code, signal) => {
      if (isStopping) return
      log.error({ worker: worker.id, code, signal }, 'a worker died and is replaced')
      setTimeout(() => {
        if (!isStopping) start()
      }, waitMs)
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
    })
    cluster.on('message', (_worker, message) => {
      if (message === READY) waitMs = FIRST_WAIT_MS
    })
    await untilNone(() => isStopping && listWorkers().length === 0)
  } catch (error) {
    stopAll()
    await untilNone(() => listWorkers().length === 0)
    // What is wrong, the worker itself has said.
    if (error !== neverReady) throw error
    process.exitCode = 1
  } finally {
    forgetMetrics()
    await database.stop()
  }
}

/** For the first process: this one takes calls. */
export function sayReady(): void {
  if (cluster.isWorker) process.send?.(READY)
}

/** A worker whose first process is gone stops as well: nobody else would end it. */
export function onOrphaned(stop: () => void): void {
  if (cluster.isWorker) process.once('disconnect', stop)
}

const READY = 'tollgate:ready'
const neverReady = new Error('a worker ended before it was ready')

function untilReady(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message) => {
      if (message === READY) resolve()
    })
    worker.once('exit', () => reject(neverReady))
  })
}

async function untilNone(isOver: () => boolean): Promise<void> {
  while (!isOver()) await once(cluster, 'exit')
}
