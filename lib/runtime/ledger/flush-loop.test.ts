import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { flushBoardOf } from '@/lib/runtime/ledger/flush-board'
import { startFlushLoop } from '@/lib/runtime/ledger/flush-loop'
import { segmentPath } from '@/lib/runtime/ledger/segment'
import { createSpool } from '@/lib/runtime/ledger/spool'
import { listSegments } from '@/lib/runtime/ledger/spool-reader'
import { closeOf, openOf, sumsOf } from '@/lib/runtime/ledger/testing/ledger-entries'

let database: TestDatabase
let pool: SqlPool
let directory: string

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createSqlPool(database.url)
  directory = mkdtempSync(join(tmpdir(), 'tollgate-flush-'))
})
afterAll(async () => {
  await pool.end()
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

it('begins anew over the gaps that deleted segments left, and lets the rest go when the last call in them ends', async () => {
  const board = flushBoardOf()
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const spool = await createSpool({ directory, board, segmentBytes: 64 * 1024, maxBytes: 1 << 30, fsync: false, onError })
  const start = () => {
    const running = { ids: spool.listOpen(), at: board.written() }
    return startFlushLoop({ directory, rejectedPath: join(directory, 'rejected'), board, pool, replica: 'r', running, onError })
  }
  const isFlushed = () => expect(board.flushed()).toEqual(board.written())
  const long = openOf()
  await spool.open(long)
  // Its open is in the first segment too, its close in the second, which will be gone.
  const straddling = openOf()
  await spool.open(straddling)
  let calls = 2
  const call = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await vi.waitFor(() => expect(spool.canOpen()).toBe(true), { timeout: 30_000, interval: 1 })
      const open = openOf()
      await spool.open(open)
      await spool.close(closeOf(open))
      calls++
    }
  }
  while (board.written().segment < 2) await call(1)
  await spool.close(closeOf(straddling))
  await call(200)
  const first = start()
  await vi.waitFor(isFlushed, 30_000)
  await first.stop()
  expect(existsSync(segmentPath(directory, 1))).toBe(true)
  expect(existsSync(segmentPath(directory, 2))).toBe(false)

  const second = start()
  await call(1)
  expect(spool.bytesWaiting(), 'what is flushed does not wait again').toBeLessThan(5_000)
  await spool.close(closeOf(long))
  await vi.waitFor(isFlushed, 30_000)
  expect(await sumsOf(pool)).toMatchObject({ records: calls, rolled: calls })
  await vi.waitFor(() => expect(existsSync(segmentPath(directory, 1))).toBe(false), 30_000)
  await vi.waitFor(() => expect(listSegments(directory).length).toBeLessThanOrEqual(2), 30_000)
  await second.stop()
  await spool.end()
  expect(errors).toEqual([])
})
