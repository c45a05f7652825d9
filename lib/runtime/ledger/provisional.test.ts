import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { newUuid } from '@/lib/base/ids'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { noTokens } from '@/lib/policy/pricing/tokens'
import { insertBatch } from '@/lib/runtime/ledger/insert-batch'
import { startLedger } from '@/lib/runtime/ledger/ledger'
import { provisionalJson } from '@/lib/runtime/ledger/provisional'
import { adoptSpool } from '@/lib/runtime/ledger/replay'
import { encodeLine, readLine, type SpoolLine } from '@/lib/runtime/ledger/spool-line'
import { charge, closeOf, jsonOf, openOf, sumsOf } from '@/lib/runtime/ledger/testing/ledger-entries'

let database: TestDatabase
let pool: SqlPool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createSqlPool(database.url)
})
afterAll(async () => {
  await pool.end()
  await database.close()
})
beforeEach(async () => void (await pool.query('truncate usage_records, usage_rollups, counter_totals, call_traces')))

const lineOf = (line: SpoolLine) => readLine(encodeLine(line).subarray(0, -1))?.json ?? Buffer.alloc(0)
const recordOf = async (id: string) => (await pool.query('select * from usage_records where id = $1', [id])).rows[0]

it('books a call without an end at its prompt and last progress, to the last nano', () => {
  const open = openOf()
  open.identity.endUser = 'O"Brien, [Ann] \\ ü'
  open.identity.tags = ['env=prod', 'team=search']
  open.estimate.costNano = 9_007_199_254_740_993_123n
  const opened = lineOf({ kind: 'open', entry: open })
  const close = closeOf(open, {
    durationMs: 0,
    firstByteMs: null,
    status: 0,
    outcome: 'interrupted',
    code: 'gateway_stopped',
    measured: 'estimated',
    tokens: open.estimate.tokens,
    attempts: 0,
    costNano: open.estimate.costNano,
    bytesOut: 0,
    charges: open.estimate.charges,
  })
  expect(provisionalJson(opened, null).toString()).toBe(jsonOf(close).toString())
  const backendId = newUuid()
  const estimate = {
    tokens: { ...noTokens, input: 10, output: 7 },
    priceId: newUuid(),
    currency: 'EUR',
    costNano: 5n,
    charges: [],
  }
  const progress = lineOf({ kind: 'progress', entry: { id: open.identity.id, backendId, estimate } })
  expect(provisionalJson(opened, progress).toString()).toBe(jsonOf({ ...close, backendId, ...estimate }).toString())
})

it('lets the true close take its place, with the difference in rollups and totals, once', async () => {
  const open = openOf()
  const provisional = provisionalJson(lineOf({ kind: 'open', entry: open }), null)
  expect(await insertBatch(pool, [provisional], 'r', true)).toBe(1)
  expect(await sumsOf(pool)).toMatchObject({ records: 1, cost: 1_500n, rolled: 1, charged: 10, interrupted: 1 })
  const close = jsonOf(closeOf(open, { charges: [charge(30)] }))
  for (const _time of [1, 2, 3]) {
    await insertBatch(pool, [close], 'r')
    expect(await sumsOf(pool)).toEqual({
      records: 1,
      cost: 13_500n,
      rolled: 1,
      rolled_cost: 13_500n,
      charged: 30,
      interrupted: 0,
    })
  }
  expect(await recordOf(open.identity.id)).toMatchObject({ outcome: 'answered', provisional: false, charges: null })
  const { rows } = await pool.query("select outcome::text, calls from usage_rollups where outcome = 'interrupted'")
  expect(rows, 'no empty sum is left behind').toEqual([])
})

it('never turns a final record back into a provisional one', async () => {
  const open = openOf()
  await insertBatch(pool, [jsonOf(closeOf(open))], 'r')
  const before = await sumsOf(pool)
  expect(await insertBatch(pool, [provisionalJson(lineOf({ kind: 'open', entry: open }), null)], 'r', true)).toBe(0)
  expect(await sumsOf(pool)).toEqual(before)
})

it('takes true closes of provisional calls and new calls in one batch', async () => {
  const opens = Array.from({ length: 6 }, () => openOf())
  const provisional = opens.slice(0, 3).map((entry) => provisionalJson(lineOf({ kind: 'open', entry }), null))
  await insertBatch(pool, provisional, 'r', true)
  await insertBatch(
    pool,
    opens.map((open) => jsonOf(closeOf(open))),
    'r',
  )
  expect(await sumsOf(pool)).toEqual({ records: 6, cost: 81_000n, rolled: 6, rolled_cost: 81_000n, charged: 180, interrupted: 0 })
})

it('bills an instance that was taken over while it stood still by what it closes when it goes on', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tollgate-ledger-'))
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const instanceId = newUuid()
  const ledger = await startLedger({ dataDir, instanceId, databaseUrl: database.url, fsync: false, maxBytes: 1 << 30, onError })
  const opens = [openOf(), openOf()]
  for (const open of opens) await ledger.open(open)
  const adoption = { root: join(dataDir, 'spool'), rejectedPath: join(dataDir, 'rejected.spool'), pool, onError }
  expect(await adoptSpool(adoption, instanceId)).toEqual({ closed: 0, interrupted: 2 })
  expect(await sumsOf(pool)).toMatchObject({ records: 2, interrupted: 2, charged: 20 })
  for (const open of opens) await ledger.close(closeOf(open))
  await ledger.drain(60_000)
  expect(await sumsOf(pool)).toEqual({ records: 2, cost: 27_000n, rolled: 2, rolled_cost: 27_000n, charged: 60, interrupted: 0 })
  await ledger.stop()
  expect(errors).toEqual([])
  rmSync(dataDir, { recursive: true, force: true })
})
