/**
 * Runs each job when it is due, once, whatever the number of processes: a lease in Postgres says whose it is. A job whose time
 * passed while nobody ran is run at the next start; one whose runner died is taken over when the lease ends.
 */
import type { SqlPool } from '@/lib/db/sql-pool'

export type Job = {
  name: string
  /** When it is due next, after a run that ended now. */
  next(now: Date): Date
  /** Does the work and says in a sentence what it did. */
  run(): Promise<string>
}

export type JobRunnerOptions = {
  pool: SqlPool
  instanceId: string
  jobs: readonly Job[]
  onError(error: unknown): void
  lookMs?: number
  leaseMs?: number
  /** How long a job must have been due before it is taken here: others are better placed to run it. */
  patienceMs?: number
}

export type JobRunner = { stop(): Promise<void> }

const LOOK_MS = 30_000
const LEASE_MS = 60_000
/** After a failure. */
const AGAIN_MS = 300_000

export function startJobs(options: JobRunnerOptions): JobRunner {
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()
  const look = async () => {
    for (const job of options.jobs) if (!isStopped) await runIfDue(options, job).catch(options.onError)
    if (isStopped) return
    timer = setTimeout(() => {
      running = look()
    }, options.lookMs ?? LOOK_MS)
    timer.unref()
  }
  running = look()
  return {
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/** Takes the lease and runs, where the job is due and nobody else has it. True where it was run here. */
export async function runIfDue(
  { pool, instanceId, leaseMs = LEASE_MS, patienceMs = 0, onError }: JobRunnerOptions,
  job: Job,
): Promise<boolean> {
  await pool.query('insert into jobs (name, due_at) values ($1, now()) on conflict do nothing', [job.name])
  const lease = `${leaseMs} milliseconds`
  const taken = await pool.query(
    `update jobs set leased_by = $2, leased_until = now() + $3::interval, started_at = now()
     where name = $1 and due_at <= now() - $4::interval and (leased_until is null or leased_until < now())`,
    [job.name, instanceId, lease, `${patienceMs} milliseconds`],
  )
  if (taken.rowCount === 0) return false
  const renew = () =>
    pool
      .query('update jobs set leased_until = now() + $3::interval where name = $1 and leased_by = $2', [
        job.name,
        instanceId,
        lease,
      ])
      .catch(onError)
  const timer = setInterval(renew, leaseMs / 3)
  try {
    const message = await job.run()
    await end(pool, instanceId, job.name, true, message, job.next(new Date()))
  } catch (error) {
    onError(error)
    await end(pool, instanceId, job.name, false, String(error), new Date(Date.now() + AGAIN_MS))
  } finally {
    clearInterval(timer)
  }
  return true
}

/** Only whoever still has the lease says how it went. */
async function end(pool: SqlPool, by: string, name: string, ok: boolean, message: string, dueAt: Date): Promise<void> {
  await pool.query(
    `update jobs set due_at = $5, leased_by = null, leased_until = null, ended_at = now(), ok = $3, message = $4
     where name = $1 and leased_by = $2`,
    [name, by, ok, message.slice(0, 1_000), dueAt],
  )
}

/** The next moment with this hour and minute (UTC). */
export function nightly(hour: number, minute: number): Job['next'] {
  return (now) => {
    const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hour, minute))
    if (next <= now) next.setUTCDate(next.getUTCDate() + 1)
    return next
  }
}

export function everyMs(ms: number): Job['next'] {
  return (now) => new Date(now.getTime() + ms)
}
