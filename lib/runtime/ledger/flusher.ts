/**
 * Moves what the spool holds to Postgres, in order, as long as the process lives. How far it came is on the disk after each
 * batch; a batch that is sent twice changes nothing. A segment goes once all its calls are closed and in the ledger.
 */
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SqlPool } from '@/lib/db/sql-pool'
import type { CloseEntry } from '@/lib/gateway/usage-entry'
import { insertOrSetAside } from '@/lib/runtime/ledger/insert-or-set-aside'
import type { Spool, SpoolPosition } from '@/lib/runtime/ledger/spool'
import { readLines } from '@/lib/runtime/ledger/spool-reader'

export type FlusherOptions = {
  directory: string
  spool: Spool
  pool: SqlPool
  replica: string
  onError(error: unknown): void
  now(): number
}

export type FlusherStatus = { flushed: SpoolPosition; failingSinceMs: number | null; lagMs: number; records: number }

export type Flusher = {
  status(): FlusherStatus
  /** Resolves when everything written before the call is in Postgres, or rejects at the deadline. */
  drain(deadlineMs: number): Promise<void>
  stop(): Promise<void>
}

const BATCH_LINES = 4_000
const IDLE_MS = 100
const RETRY_MS = 500

export function startFlusher(options: FlusherOptions): Flusher {
  const { directory, spool, pool, replica } = options
  let position: SpoolPosition = { segment: 1, offset: 0 }
  let failingSinceMs: number | null = null
  let caughtUpAtMs = options.now()
  let records = 0
  let isStopped = false
  let wake: () => void = () => {}
  /** Calls that are open, and the segment of their open line. */
  const openIn = new Map<string, number>()
  const loop = run()

  async function run(): Promise<void> {
    while (!isStopped) {
      try {
        const moved = await moveBatch()
        failingSinceMs = null
        if (moved) continue
        caughtUpAtMs = options.now()
        await pause(IDLE_MS)
      } catch (error) {
        if (failingSinceMs === null) options.onError(error)
        failingSinceMs ??= options.now()
        await pause(RETRY_MS)
      }
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function moveBatch(): Promise<boolean> {
    const end = spool.written()
    const endOffset = position.segment === end.segment ? end.offset : null
    const lines = await readLines(directory, position, endOffset, BATCH_LINES)
    if (lines.length === 0) {
      if (position.segment >= end.segment) return false
      await moveTo({ segment: position.segment + 1, offset: 0 })
      return true
    }
    const closed: CloseEntry[] = []
    for (const { line, after } of lines) {
      if (line?.kind === 'open') openIn.set(line.entry.identity.id, after.segment)
      else if (line?.kind === 'close') closed.push(line.entry)
      else if (line === null) options.onError(new Error(`a damaged line in segment ${after.segment} before byte ${after.offset}`))
    }
    records += await insertOrSetAside(pool, closed, {
      replica,
      rejectedPath: join(directory, '..', '..', 'rejected.spool'),
      onError: options.onError,
    })
    for (const { identity } of closed) openIn.delete(identity.id)
    await moveTo(lines.at(-1)?.after ?? position)
    return true
  }

  async function moveTo(next: SpoolPosition): Promise<void> {
    position = next
    await writePosition(directory, position)
    let keep = position.segment
    for (const segment of openIn.values()) keep = Math.min(keep, segment)
    await spool.release(keep)
  }

  return {
    status: () => ({ flushed: position, failingSinceMs, lagMs: options.now() - caughtUpAtMs, records }),
    async drain(deadlineMs) {
      const target = spool.written()
      while (position.segment < target.segment || (position.segment === target.segment && position.offset < target.offset)) {
        if (options.now() >= deadlineMs) throw new Error('the ledger could not be flushed in time; the spool holds the rest')
        wake()
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async stop() {
      isStopped = true
      wake()
      await loop
    },
  }
}

async function writePosition(directory: string, position: SpoolPosition): Promise<void> {
  const temporary = `${positionPath(directory)}.new`
  await writeFile(temporary, JSON.stringify(position), { mode: 0o600 })
  await rename(temporary, positionPath(directory))
}

function positionPath(directory: string): string {
  return join(directory, 'flushed.json')
}
