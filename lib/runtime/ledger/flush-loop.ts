/**
 * Moves what the spool holds to Postgres, in order, as long as the process lives. How far it came is on the disk after each
 * batch; a batch that is sent twice changes nothing. A segment goes once all of it is in the ledger and no running call has
 * its open line or its last progress in it: what is left may have gaps.
 */
import { existsSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { IdTable } from '@/lib/base/id-table'
import type { SqlPool } from '@/lib/db/sql-pool'
import type { FlushBoard } from '@/lib/runtime/ledger/flush-board'
import type { RunningCalls } from '@/lib/runtime/ledger/flusher'
import { insertOrSetAside, setAside } from '@/lib/runtime/ledger/insert-or-set-aside'
import { isBefore, type SpoolPosition, segmentPath } from '@/lib/runtime/ledger/segment'
import { readLines } from '@/lib/runtime/ledger/spool-reader'

export type FlushLoopOptions = {
  directory: string
  rejectedPath: string
  board: FlushBoard
  pool: SqlPool
  replica: string
  running: RunningCalls
  onError(error: unknown): void
}

export type FlushLoop = { hurry(): void; stop(): Promise<void> }

/** Long enough for many calls to share a statement, short enough for the console to be of now. */
const PAUSE_MS = 100
const RETRY_MS = 500
const BATCH_BYTES = 4 * 1024 * 1024
/** A batch that took longer than this is halved the next time: Postgres is busy, and one that never ends helps nobody. */
const SLOW_MS = 5_000
const MIN_BATCH_BYTES = 64 * 1024

export function startFlushLoop(options: FlushLoopOptions): FlushLoop {
  const { directory, board, pool, running } = options
  const runningIds = new Set(running.ids)
  let position: SpoolPosition = { segment: board.firstSegment(), offset: 0 }
  let batchBytes = BATCH_BYTES
  let isStopped = false
  let isHurried = false
  let wake = () => {}
  /** Calls that are open, and the segments a replay would need for them. */
  const openIn = new IdTable<{ opened: number; progress: number }>()
  /** Segments that are passed and still there. */
  const passed = new Set<number>()
  const loop = run()

  async function run(): Promise<void> {
    while (!isStopped) {
      const sinceMs = Date.now()
      try {
        const isBehind = await moveBatch()
        board.setFailingSince(0)
        batchBytes = Date.now() - sinceMs > SLOW_MS ? Math.max(MIN_BATCH_BYTES, batchBytes / 2) : BATCH_BYTES
        if (!isBehind) {
          board.setCaughtUpAt(sinceMs)
          await pause(PAUSE_MS)
        }
      } catch (error) {
        if (board.failingSince() === 0) {
          options.onError(error)
          board.setFailingSince(sinceMs)
        }
        batchBytes = Math.max(MIN_BATCH_BYTES, batchBytes / 2)
        await pause(RETRY_MS)
      }
    }
  }

  function pause(ms: number): Promise<void> {
    if (isHurried) {
      isHurried = false
      return Promise.resolve()
    }
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      function done() {
        clearTimeout(timer)
        isHurried = false
        resolve()
      }
      wake = done
    })
  }

  /** Moves one batch; true where more was written before it began. */
  async function moveBatch(): Promise<boolean> {
    const end = board.written()
    // Deleted before this thread began anew.
    if (position.segment < end.segment && !existsSync(segmentPath(directory, position.segment))) {
      moveTo({ segment: position.segment + 1, offset: 0 })
      return true
    }
    const endOffset = position.segment === end.segment ? end.offset : null
    const { lines, damaged, after } = readLines(directory, position, endOffset, batchBytes)
    if (after.offset === position.offset) {
      if (position.segment >= end.segment) return false
      passed.add(position.segment)
      moveTo({ segment: position.segment + 1, offset: 0 })
      return true
    }
    if (damaged.length > 0) {
      options.onError(
        new Error(`${damaged.length} damaged lines in segment ${after.segment} before byte ${after.offset}, set aside`),
      )
      await setAside(damaged, options)
    }
    const closed = lines.filter(({ mark }) => mark === 'c').map(({ json }) => json)
    board.addRecords(await insertOrSetAside(pool, closed, options))
    // Only now: a batch that fails is read again.
    for (const { mark, id } of lines) {
      if (mark === 'o') {
        // Read again after a new beginning: the close of one that ran no more may be in a segment that is gone.
        const isOver = !isBefore(running.at, after) && !runningIds.has(id)
        if (!isOver) openIn.add(id, { opened: after.segment, progress: after.segment })
      } else if (mark === 'c') openIn.remove(id)
      else {
        const call = openIn.get(id)
        if (call) call.progress = after.segment
      }
    }
    moveTo(after)
    return isBefore(position, end)
  }

  function moveTo(next: SpoolPosition): void {
    position = next
    writePosition(directory, position)
    // A thread that began anew reads again what is flushed already.
    if (isBefore(board.flushed(), position)) board.setFlushed(position)
    if (passed.size > 0) deletePassed()
  }

  function deletePassed(): void {
    const needed = new Set<number>()
    for (const { opened, progress } of openIn.values()) needed.add(opened).add(progress)
    for (const segment of passed) {
      if (needed.has(segment)) continue
      unlinkSync(segmentPath(directory, segment))
      passed.delete(segment)
    }
    board.setFirstSegment(Math.min(position.segment, ...passed))
  }

  return {
    hurry() {
      isHurried = true
      wake()
    },
    async stop() {
      isStopped = true
      wake()
      await loop
    },
  }
}

function writePosition(directory: string, position: SpoolPosition): void {
  const path = join(directory, 'flushed.json')
  writeFileSync(`${path}.new`, JSON.stringify(position), { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
