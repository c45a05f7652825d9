/**
 * The append-only file in front of the ledger. Segments are written full of zeros before they are used, and every `open`
 * keeps room for its `close`: when the disk is full, new calls are refused and running ones still end. All lines of a turn
 * of the event loop are one write, and one promise.
 */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { open, rename, stat, unlink } from 'node:fs/promises'
import { IdTable } from '@/lib/base/id-table'
import type { CloseEntry, OpenEntry, ProgressEntry } from '@/lib/gateway/usage-entry'
import type { FlushBoard } from '@/lib/runtime/ledger/flush-board'
import { createGroupSync, type Waiter } from '@/lib/runtime/ledger/group-sync'
import { segmentPath } from '@/lib/runtime/ledger/segment'
import { identityText, lineBody, lineLength, writeLine } from '@/lib/runtime/ledger/spool-line'

export type SpoolOptions = {
  directory: string
  segmentBytes: number
  /** No new calls while more than this waits for Postgres. */
  maxBytes: number
  fsync: boolean
  board: FlushBoard
  onError(error: unknown): void
}

export type Spool = {
  /** Room for an open and its close? */
  canOpen(): boolean
  /** Each resolves when the line has been written (and is on the disk, with fsync). */
  open(entry: OpenEntry): Promise<void>
  close(entry: CloseEntry): Promise<void>
  /** Has it been opened, and not closed yet? */
  isOpen(id: string): boolean
  /** The ids of all running calls. */
  listOpen(): string[]
  /** A courtesy: where room is short, it is left out. */
  progress(entry: ProgressEntry): void
  bytesWaiting(): number
  /** Writes what is left and closes the file. */
  end(): Promise<void>
}

/** What an open keeps for its close. A close that would not fit leaves its trace out. */
const CLOSE_RESERVE_BYTES = 4_096
const BATCH_BYTES = 256 * 1024
const TRY_AGAIN_MS = 1_000
const ZEROS = Buffer.alloc(1024 * 1024)

type Batch = Waiter & { promise: Promise<void> }

export async function createSpool(options: SpoolOptions): Promise<Spool> {
  const { directory, segmentBytes, board } = options
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  let segment = 1
  board.setFirstSegment(1)
  board.setWritten({ segment, offset: 0 })
  board.setFlushed({ segment, offset: 0 })
  await allocate(options, segment)
  let fd = openSync(segmentPath(directory, segment), 'r+')
  let offset = 0
  let isNextReady = false
  let isPreparing = false
  let isClosed = false
  let reserved = 0
  /** Lines of this turn, as bytes: [0, filled) of the buffer go to `offset` of the segment. */
  let bytes = Buffer.allocUnsafe(BATCH_BYTES)
  let filled = 0
  let batch: Batch | null = null
  /** What each running call's lines begin with. */
  const identities = new IdTable<string>()
  const sync = options.fsync ? createGroupSync(() => fd) : null

  const room = () => segmentBytes - offset - filled + (isNextReady ? segmentBytes : 0) - reserved
  // What is in Postgres waits for nothing, though an open call may keep its segment.
  const bytesWaiting = () => {
    const flushed = board.flushed()
    return Math.max(0, (segment - flushed.segment) * segmentBytes + offset + filled - flushed.offset)
  }

  const prepareNext = () => {
    if (isNextReady || isPreparing || isClosed) return
    isPreparing = true
    allocate(options, segment + 1)
      .then(
        () => {
          isNextReady = true
        },
        (error: unknown) => {
          options.onError(error)
          // A full disk recovers by itself: try again while calls are refused.
          setTimeout(prepareNext, TRY_AGAIN_MS).unref()
        },
      )
      .finally(() => {
        isPreparing = false
      })
  }
  prepareNext()

  function add(body: string): Promise<void> {
    const length = lineLength(body)
    try {
      if (offset + filled + length > segmentBytes) {
        writeOut()
        advance()
      }
    } catch (error) {
      return Promise.reject(error)
    }
    if (filled + length > bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(bytes.length * 2, filled + length))
      bytes.copy(larger, 0, 0, filled)
      bytes = larger
    }
    filled = writeLine(bytes, filled, body)
    if (batch === null) {
      batch = newBatch()
      setImmediate(endBatch)
    }
    return batch.promise
  }

  function writeOut(): void {
    let written = 0
    while (written < filled) written += writeSync(fd, bytes, written, filled - written, offset + written)
    offset += filled
    filled = 0
    board.setWritten({ segment, offset })
  }

  function endBatch(): void {
    const ending = batch
    if (ending === null) return
    batch = null
    try {
      writeOut()
    } catch (error) {
      filled = 0
      ending.reject(error)
      return
    }
    if (sync === null) ending.resolve()
    else sync.wait(ending)
  }

  function advance(): void {
    if (!isNextReady) throw new Error('the spool has no room for another segment')
    const full = fd
    segment++
    fd = openSync(segmentPath(directory, segment), 'r+')
    offset = 0
    isNextReady = false
    board.setWritten({ segment, offset })
    if (sync === null) closeSync(full)
    // What is not on the disk yet must get there before anybody is told so.
    else sync.close(full)
    prepareNext()
  }

  return {
    canOpen() {
      if (!isNextReady) prepareNext()
      return room() > 2 * CLOSE_RESERVE_BYTES && bytesWaiting() < options.maxBytes
    },
    open(entry) {
      reserved += CLOSE_RESERVE_BYTES
      const identity = identityText(entry.identity)
      identities.add(entry.identity.id, identity)
      return add(lineBody({ kind: 'open', entry }, identity))
    },
    close(entry) {
      const { id } = entry.identity
      const identity = identities.remove(id)
      if (identity !== undefined) {
        reserved -= CLOSE_RESERVE_BYTES
      }
      let body = lineBody({ kind: 'close', entry }, identity)
      if (lineLength(body) > CLOSE_RESERVE_BYTES) body = lineBody({ kind: 'close', entry: { ...entry, trace: null } }, identity)
      return add(body)
    },
    isOpen: (id) => identities.has(id),
    // Each begins with the id, between quotation marks.
    listOpen: () => [...identities.values()].map((text) => text.slice(1, 37)),
    progress(entry) {
      if (room() >= CLOSE_RESERVE_BYTES) add(lineBody({ kind: 'progress', entry })).catch(options.onError)
    },
    bytesWaiting,
    async end() {
      endBatch()
      isClosed = true
      await sync?.idle()
      closeSync(fd)
    },
  }
}

function newBatch(): Batch {
  let resolve = () => {}
  let reject: (error: unknown) => void = () => {}
  const promise = new Promise<void>((onDone, onFail) => {
    resolve = onDone
    reject = onFail
  })
  return { promise, resolve, reject }
}

/** Writes a segment full of zeros under another name first, so that a segment that is there is whole. */
async function allocate({ directory, segmentBytes, fsync }: SpoolOptions, segment: number): Promise<void> {
  const path = segmentPath(directory, segment)
  if (await stat(path).catch(() => null)) return
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    for (let left = segmentBytes; left > 0; ) {
      const { bytesWritten } = await file.write(ZEROS, 0, Math.min(ZEROS.length, left))
      left -= bytesWritten
    }
    if (fsync) await file.sync()
  } catch (error) {
    await unlink(temporary).catch(() => {})
    throw error
  } finally {
    await file.close()
  }
  await rename(temporary, path)
  if (fsync) await syncDirectory(directory)
}

/** Without it a power loss may take a file's name, however well its bytes are kept. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  await handle.sync().finally(() => handle.close())
}
