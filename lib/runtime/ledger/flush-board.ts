/**
 * What the thread that takes calls and the thread that flushes tell each other, in memory both see: how far the spool is
 * written, how far it is in Postgres, how it goes. Reading it costs nothing, so it may be read for every call.
 */
import type { SpoolPosition } from '@/lib/runtime/ledger/segment'

export type FlushBoard = {
  memory: SharedArrayBuffer
  setWritten(position: SpoolPosition): void
  written(): SpoolPosition
  setFlushed(position: SpoolPosition): void
  flushed(): SpoolPosition
  /** The lowest segment that is still there; not all after it need be. */
  setFirstSegment(segment: number): void
  firstSegment(): number
  /** Milliseconds since the epoch; 0: all is well, or nothing waits. */
  setFailingSince(ms: number): void
  failingSince(): number
  /** Until when every line that was written then is in Postgres. */
  setCaughtUpAt(ms: number): void
  caughtUpAt(): number
  addRecords(count: number): void
  records(): number
}

const POSITIONS = 5
const POSITIONS_BYTES = 32

export function flushBoardOf(memory = new SharedArrayBuffer(POSITIONS_BYTES + 3 * 8)): FlushBoard {
  const positions = new Int32Array(memory, 0, POSITIONS)
  const figures = new Float64Array(memory, POSITIONS_BYTES, 3)
  const get = (at: number) => Atomics.load(positions, at)
  const set = (at: number, value: number) => void Atomics.store(positions, at, value)
  const setFigure = (at: number, value: number) => {
    figures[at] = value
  }
  // The offset goes back to 0 before the segment goes on: who reads in between sees less, never more.
  const write = (at: number, { segment, offset }: SpoolPosition) => {
    if (get(at) !== segment) {
      set(at + 1, 0)
      set(at, segment)
    }
    set(at + 1, offset)
  }
  const read = (at: number): SpoolPosition => {
    for (;;) {
      const segment = get(at)
      const offset = get(at + 1)
      if (get(at) === segment) return { segment, offset }
    }
  }
  return {
    memory,
    setWritten: (position) => write(0, position),
    written: () => read(0),
    setFlushed: (position) => write(2, position),
    flushed: () => read(2),
    setFirstSegment: (segment) => set(4, segment),
    firstSegment: () => get(4),
    setFailingSince: (ms) => setFigure(0, ms),
    failingSince: () => figures[0] ?? 0,
    setCaughtUpAt: (ms) => setFigure(1, ms),
    caughtUpAt: () => figures[1] ?? 0,
    addRecords: (count) => setFigure(2, (figures[2] ?? 0) + count),
    records: () => figures[2] ?? 0,
  }
}
