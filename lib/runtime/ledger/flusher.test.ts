import { expect, it, vi } from 'vitest'
import { flushBoardOf } from '@/lib/runtime/ledger/flush-board'
import { startFlusher } from '@/lib/runtime/ledger/flusher'
import { NOWHERE } from '@/lib/runtime/ledger/testing/ledger-entries'

it('has been failing since its thread first died, and stops at once where that is dead', async () => {
  // Too little memory for what is shared: the thread dies as it starts.
  const board = { ...flushBoardOf(), memory: new SharedArrayBuffer(1) }
  const errors: unknown[] = []
  const nowhere = {
    databaseUrl: NOWHERE,
    directory: '/nowhere',
    root: '/nowhere',
    rejectedPath: '/nowhere/rejected',
    replica: 'r',
  }
  const flusher = startFlusher({ ...nowhere, board, listOpen: () => [], onError: (error) => errors.push(error) })
  expect(await flusher.replayed).toBeNull()
  const { failingSinceMs } = flusher.status()
  expect(failingSinceMs).not.toBeNull()
  await vi.waitFor(() => expect(errors.length).toBeGreaterThan(1), 20_000)
  // Its exit follows its error in the same turn or the next; from then on nothing runs for a second.
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(flusher.status().failingSinceMs).toBe(failingSinceMs)
  await flusher.stop()
}, 30_000)
