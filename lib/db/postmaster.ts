/** The running PostgreSQL of a data directory, found by its own pid file: whose it is, and how it is stopped. */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandOf, isRunning } from '@/lib/db/process-identity'

export type Postmaster = { pid: number; port: number }

/** Above the largest pid any system gives. */
const NEVER_A_PID = 2_147_483_646

/** What postmaster.pid says, where the process it names is alive. */
export function findPostmaster(dataPath: string): Postmaster | null {
  let lines: string[]
  try {
    lines = readFileSync(path.join(dataPath, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return null
  }
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10))
  if (!isRunning(pid)) return null
  return { pid, port: Number.parseInt(lines[3] ?? '', 10) || 0 }
}

/** True where the process is a PostgreSQL on this very data directory, and not one that got its number later. */
export function isOwnPostmaster(postmaster: Postmaster, dataPath: string): boolean {
  if (!isRunning(postmaster.pid)) return false
  if (process.platform === 'win32') return true
  const command = commandOf(postmaster.pid)
  return command.includes('postgres') && command.includes(dataPath)
}

/**
 * Says in the pid file that its process is gone, where PostgreSQL could not tell: the number belongs to another program by
 * now, or to a zombie nobody reaps (common in containers). The rest of the file stays: by it PostgreSQL still sees whether
 * children of the dead server are at work, and waits for them.
 */
export function disownPidFile(dataPath: string): void {
  const file = path.join(dataPath, 'postmaster.pid')
  try {
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^-?\d+/, String(NEVER_A_PID)))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

/** Stops it: fast (sessions are cut, data is checkpointed); if that hangs, at once (it recovers at the next start). */
export async function stopPostmaster(dataPath: string): Promise<void> {
  const postmaster = findPostmaster(dataPath)
  if (!postmaster || !isOwnPostmaster(postmaster, dataPath)) return
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 30_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ]
  for (const [signal, deadlineMs] of steps) {
    try {
      process.kill(postmaster.pid, signal)
    } catch {
      return
    }
    if (await isGone(postmaster.pid, deadlineMs)) return
  }
}

/**
 * However this process ends short of a kill, also while it starts, its PostgreSQL ends with it: a fast, clean shutdown. For whoever
 * holds the data directory, and only as long. Returns what calls that off.
 */
export function stopWithProcess(dataPath: string): () => void {
  const onExit = () => {
    const postmaster = findPostmaster(dataPath)
    if (!postmaster || !isOwnPostmaster(postmaster, dataPath)) return
    try {
      process.kill(postmaster.pid, 'SIGINT')
    } catch {
      // It has ended before us.
    }
  }
  process.once('exit', onExit)
  return () => process.off('exit', onExit)
}

async function isGone(pid: number, deadlineMs: number): Promise<boolean> {
  for (const until = Date.now() + deadlineMs; Date.now() < until; await sleep(20)) {
    if (!isRunning(pid)) return true
  }
  return false
}
