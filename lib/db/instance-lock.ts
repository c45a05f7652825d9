/**
 * One living instance per data directory. The lock names its process; a dead one's lock is taken over, so a
 * `kill -9` never needs a hand to clean up.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { StartError } from '@/lib/base/start-error'
import { explainDiskError } from '@/lib/db/disk-error'
import { findProcess, isSameProcess, type ProcessIdentity } from '@/lib/db/process-identity'

export type InstanceLock = { release(): void }

/** Takes `<dataDir>/instance.lock`, or throws a StartError naming the process that holds it. */
export function takeInstanceLock(dataDir: string): InstanceLock {
  const file = path.join(dataDir, 'instance.lock')
  const own = findProcess(process.pid) ?? { pid: process.pid, started: 'unknown' }
  const draft = `${file}.${process.pid}`
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    writeFileSync(draft, JSON.stringify(own))
    for (let attempt = 0; attempt < 20; attempt++) {
      if (tryLink(draft, file)) return { release: () => releaseOwn(file, own) }
      const holder = readHolder(file)
      if (holder && isSameProcess(holder)) throw new StartError(usedSentence(dataDir, holder.pid))
      setAside(file, holder)
    }
  } catch (error) {
    throw explainDiskError(error, dataDir)
  } finally {
    removeQuietly(draft)
  }
  throw new StartError(usedSentence(dataDir, 0))
}

/** Where the folder may not even be entered, the first error is the one to show. */
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {}
}

function usedSentence(dataDir: string, pid: number): string {
  const who = pid > 0 ? `another running Tollgate (process ${pid})` : 'another Tollgate that is starting'
  return `The data directory ${dataDir} is used by ${who}: stop that one first, or set DATA_DIR to another folder.`
}

function tryLink(draft: string, file: string): boolean {
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readHolder(file: string): ProcessIdentity | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity
  } catch {
    return null
  }
}

/** Moves a dead lock away; where somebody else took it over in between, gives theirs back. */
function setAside(file: string, dead: ProcessIdentity | null): void {
  const aside = `${file}.dead.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  const moved = readHolder(aside)
  if (moved && moved.pid !== dead?.pid && isSameProcess(moved)) tryLink(aside, file)
  rmSync(aside, { force: true })
}

function releaseOwn(file: string, own: ProcessIdentity): void {
  const holder = readHolder(file)
  if (holder?.pid === own.pid && holder.started === own.started) rmSync(file, { force: true })
}
