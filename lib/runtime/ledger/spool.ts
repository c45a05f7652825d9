/**
 * The append-only file in front of the ledger. Segments are written full of zeros before they are used, and every `open`
 * keeps room for its `close`: when the disk is full, new calls are refused and running ones still end.
 */
import { closeSync, fsync, mkdirSync, openSync, writeSync } from 'node:fs'
import { open, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeLine, type SpoolLine } from '@/lib/runtime/ledger/spool-line'

export type SpoolOptions = {
  directory: string
  segmentBytes: number
  /** No new calls while more than this waits for Postgres. */
  maxBytes: number
  fsync: boolean
  onError(error: unknown): void
}

export type SpoolPosition = { segment: number; offset: number }

export type Spool = {
  /** Room for an open and its close? */
  canOpen(): boolean
  /** Resolves when the line has been written (and is on the disk, with fsync). */
  append(line: SpoolLine): Promise<void>
  /** How far lines have been written. */
  written(): SpoolPosition
  /** Called by the flusher: everything in segments below this one may go. */
  release(segment: number): Promise<void>
  bytesWaiting(): number
  close(): Promise<void>
}

/** What an open keeps for its close. A close that would not fit leaves its trace out. */
const CLOSE_RESERVE_BYTES = 4_096
const ZEROS = Buffer.alloc(1024 * 1024)

export function segmentPath(directory: string, segment: number): string {
  return join(directory, `${String(segment).padStart(9, '0')}.spool`)
}

export async function createSpool(options: SpoolOptions): Promise<Spool> {
  const { directory, segmentBytes } = options
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  let segment = 1
  let firstSegment = 1
  await allocate(directory, segment, segmentBytes)
  let fd = openSync(segmentPath(directory, segment), 'r+')
  let offset = 0
  let isNextReady = false
  let isPreparing = false
  let isClosed = false
  let reserved = 0
  let batch: Buffer[] = []
  let batchBytes = 0
  let waiters: { resolve(): void; reject(error: unknown): void }[] = []
  let isScheduled = false

  const room = () => segmentBytes - offset + (isNextReady ? segmentBytes : 0) - reserved - batchBytes
  const prepareNext = () => {
    if (isNextReady || isPreparing || isClosed) return
    isPreparing = true
    allocate(directory, segment + 1, segmentBytes)
      .then(
        () => {
          isNextReady = true
        },
        (error) => {
          options.onError(error)
          // A full disk recovers by itself: try again while calls are refused.
          setTimeout(prepareNext, 1_000).unref()
        },
      )
      .finally(() => {
        isPreparing = false
      })
  }
  prepareNext()

  const flushBatch = () => {
    isScheduled = false
    const lines = batch
    const waiting = waiters
    batch = []
    batchBytes = 0
    waiters = []
    try {
      for (const run of runsOf(lines)) {
        writeSync(fd, run, 0, run.length, offset)
        offset += run.length
      }
    } catch (error) {
      for (const waiter of waiting) waiter.reject(error)
      return
    }
    const done = () => {
      for (const waiter of waiting) waiter.resolve()
    }
    if (!options.fsync) done()
    else fsync(fd, (error) => (error ? waiting.forEach((waiter) => void waiter.reject(error)) : done()))
  }

  /** Cuts a batch where the segment ends, and goes on in the next one. */
  function* runsOf(lines: Buffer[]): Generator<Buffer> {
    let run: Buffer[] = []
    let size = 0
    for (const line of lines) {
      if (offset + size + line.length > segmentBytes) {
        if (size > 0) yield run.length === 1 ? (run[0] ?? line) : Buffer.concat(run)
        advance()
        run = []
        size = 0
      }
      run.push(line)
      size += line.length
    }
    if (size > 0) yield run.length === 1 ? (run[0] ?? Buffer.alloc(0)) : Buffer.concat(run)
  }

  function advance(): void {
    if (!isNextReady) throw new Error('the spool has no room for another segment')
    closeSync(fd)
    segment++
    fd = openSync(segmentPath(directory, segment), 'r+')
    offset = 0
    isNextReady = false
    prepareNext()
  }

  return {
    canOpen() {
      const canTake = room() > 2 * CLOSE_RESERVE_BYTES && (segment - firstSegment) * segmentBytes + offset < options.maxBytes
      if (!isNextReady) prepareNext()
      return canTake
    },
    append(line) {
      if (line.kind === 'open') reserved += CLOSE_RESERVE_BYTES
      let bytes = encodeLine(line)
      if (line.kind === 'close') {
        reserved = Math.max(0, reserved - CLOSE_RESERVE_BYTES)
        if (bytes.length > CLOSE_RESERVE_BYTES) bytes = encodeLine({ kind: 'close', entry: { ...line.entry, trace: null } })
      }
      // Progress is a courtesy: it never takes the room that closes count on.
      if (line.kind === 'progress' && room() < CLOSE_RESERVE_BYTES) return Promise.resolve()
      batch.push(bytes)
      batchBytes += bytes.length
      if (!isScheduled) {
        isScheduled = true
        setImmediate(flushBatch)
      }
      return new Promise((resolve, reject) => {
        waiters.push({ resolve, reject })
      })
    },
    written: () => ({ segment, offset }),
    async release(below) {
      for (; firstSegment < below && firstSegment < segment; firstSegment++)
        await unlink(segmentPath(directory, firstSegment)).catch(options.onError)
    },
    bytesWaiting: () => (segment - firstSegment) * segmentBytes + offset,
    async close() {
      if (batch.length > 0) flushBatch()
      isClosed = true
      closeSync(fd)
    },
  }
}

/** Writes a segment full of zeros under another name first, so that a segment that is there is whole. */
async function allocate(directory: string, segment: number, bytes: number): Promise<void> {
  const path = segmentPath(directory, segment)
  if (await stat(path).catch(() => null)) return
  const temporary = `${path}.new`
  const file = await open(temporary, 'w', 0o600)
  try {
    for (let written = 0; written < bytes; written += ZEROS.length) {
      await file.write(ZEROS, 0, Math.min(ZEROS.length, bytes - written))
    }
  } finally {
    await file.close()
  }
  await rename(temporary, path)
}
