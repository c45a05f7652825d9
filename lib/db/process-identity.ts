/**
 * Tells a living process from another one that got the same number later (a container restarts with the same pids,
 * a machine reboots): a process is its pid, its start time and the boot it belongs to.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export type ProcessIdentity = { pid: number; started: string }

/** The identity of a running process, or null where there is none. */
export function findProcess(pid: number): ProcessIdentity | null {
  if (!isRunning(pid)) return null
  return { pid, started: startOf(pid) }
}

/** True while exactly this process runs. */
export function isSameProcess(identity: ProcessIdentity): boolean {
  return findProcess(identity.pid)?.started === identity.started
}

/** True where some process has this pid, whoever owns it. A zombie does not count. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return statFields(pid)?.[0] !== 'Z'
}

/** The command line of a process, '' where it cannot be read. */
export function commandOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return ''
  }
}

function startOf(pid: number): string {
  const fields = statFields(pid)
  if (fields) return `${fields[19]}@${bootId()}`
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'unknown'
  }
}

/** The fields of /proc/<pid>/stat after the command's name, which may itself contain spaces and brackets. */
function statFields(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}
