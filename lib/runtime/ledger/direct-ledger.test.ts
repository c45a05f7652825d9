import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { startDirectLedger } from '@/lib/runtime/ledger/direct-ledger'
import { isMemoryDisk } from '@/lib/runtime/ledger/memory-disk'
import { closeOf, NOWHERE, openOf, sumsOf } from '@/lib/runtime/ledger/testing/ledger-entries'

let database: TestDatabase
let pool: SqlPool
let directory: string
const errors: unknown[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createSqlPool(database.url)
  directory = mkdtempSync(join(tmpdir(), 'tollgate-direct-'))
})
afterAll(async () => {
  await pool.end()
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})
beforeEach(async () => {
  errors.length = 0
  await pool.query('truncate usage_records, usage_rollups, counter_totals, call_traces')
})

const start = (databaseUrl = database.url) =>
  startDirectLedger({
    databaseUrl,
    replica: 'r',
    rejectedPath: join(directory, 'rejected'),
    onError: (error) => errors.push(error),
  })

it('has each call in Postgres before its answer may end, many of them with one statement', async () => {
  const ledger = start()
  const opens = Array.from({ length: 200 }, () => openOf())
  for (const open of opens) await ledger.open(open)
  await Promise.all(opens.map((open) => ledger.close(closeOf(open))))
  expect(await sumsOf(pool)).toMatchObject({ records: 200, rolled: 200, charged: 6_000 })
  expect(ledger.status()).toMatchObject({ records: 200, spoolBytes: 0, failingSinceMs: null })
  await ledger.stop()
  expect(errors).toEqual([])
})

it('keeps an answer waiting as long as Postgres takes', async () => {
  const ledger = start()
  const open = openOf()
  await ledger.open(open)
  const blocker = await pool.connect()
  await blocker.query('begin; lock table usage_records in access exclusive mode')
  let isBooked = false
  const closed = Promise.resolve(ledger.close(closeOf(open))).then(() => {
    isBooked = true
  })
  await sleep(150)
  expect(isBooked).toBe(false)
  await blocker.query('commit')
  blocker.release()
  await closed
  expect(await sumsOf(pool)).toMatchObject({ records: 1 })
  await ledger.stop()
})

it('takes no new calls while nothing can be booked', async () => {
  const ledger = start(NOWHERE)
  const open = openOf()
  await ledger.open(open)
  void Promise.resolve(ledger.close(closeOf(open))).catch(() => {})
  await vi.waitFor(() => expect(ledger.canOpen()).toBe(false), 20_000)
  expect(errors.map(String).join()).toContain('ECONNREFUSED')
})

it('writes aside what it could not book in time, before the answer is broken off', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const ledger = start(NOWHERE)
    const open = openOf()
    await ledger.open(open)
    const closed = Promise.resolve(ledger.close(closeOf(open))).then(
      () => 'booked',
      () => readFileSync(join(directory, 'rejected'), 'utf8'),
    )
    vi.setSystemTime(Date.now() + 31_000)
    // Calls of other tests that were never booked may be late by then too.
    const aside = (await closed).trim().split('\n')
    expect(aside.map((line) => JSON.parse(line)[0])).toContain(open.identity.id)
    expect(errors.map(String).join()).toContain('set aside')
    await ledger.stop()
  } finally {
    vi.useRealTimers()
  }
})

it('writes aside what it could not book when it is stopped', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const ledger = start(NOWHERE)
    const open = openOf()
    await ledger.open(open)
    const closed = expect(Promise.resolve(ledger.close(closeOf(open)))).rejects.toThrow('in time')
    const stopping = ledger.stop()
    await sleep(50)
    vi.setSystemTime(Date.now() + 6_000)
    await stopping
    await closed
    expect(readFileSync(join(directory, 'rejected'), 'utf8')).toContain(open.identity.id)
  } finally {
    vi.useRealTimers()
  }
})

// Only Linux has a folder in memory that anybody may write to.
if (process.platform === 'linux') {
  it('knows a folder in memory from one on a disk', () => {
    expect(isMemoryDisk('/dev/shm/not/there/yet')).toBe(true)
    expect(isMemoryDisk('/proc')).toBe(false)
  })
}
