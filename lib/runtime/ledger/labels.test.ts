import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { insertBatch } from '@/lib/runtime/ledger/insert-batch'
import { provisionalJson } from '@/lib/runtime/ledger/provisional'
import { encodeLine, readLine } from '@/lib/runtime/ledger/spool-line'
import { closeOf, jsonOf, openOf } from '@/lib/runtime/ledger/testing/ledger-entries'

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
beforeEach(async () => void (await pool.query('truncate usage_records, usage_rollups, usage_label_rollups, call_traces')))

const callOf = (endUser: string | null, tags: string[]) => {
  const open = openOf()
  Object.assign(open.identity, { endUser, tags })
  return open
}

const labels = async () => {
  const { rows } = await pool.query<{
    kind: string
    label: string
    calls: bigint
    refused: bigint
    tokens: bigint
    cost: bigint
  }>(
    `select kind, label, calls, refused, input_tokens + output_tokens as tokens, cost_nano as cost from usage_label_rollups order by kind, label`,
  )
  return rows.map((row) => [row.kind, row.label, Number(row.calls), Number(row.refused), Number(row.tokens), Number(row.cost)])
}

it('sums calls by end user and by each of their tags, and nothing for those that say nothing', async () => {
  await insertBatch(pool, [jsonOf(closeOf(callOf(null, [])))], 'r')
  expect(await labels()).toEqual([])
  const batch = [
    closeOf(callOf('ann', ['env=prod', 'team=search'])),
    closeOf(callOf('ann', ['team=search'])),
    closeOf(callOf(null, ['team=chat']), { outcome: 'refused', costNano: null, calls: 7 }),
  ].map(jsonOf)
  await insertBatch(pool, batch, 'r')
  const expected = [
    ['endUser', 'ann', 2, 0, 60, 27_000],
    ['tag', 'env=prod', 1, 0, 30, 13_500],
    ['tag', 'team=chat', 0, 7, 30, 0],
    ['tag', 'team=search', 2, 0, 60, 27_000],
  ]
  expect(await labels()).toEqual(expected)
  // The same batch again, as after a crash: nothing is counted twice.
  await insertBatch(pool, batch, 'r')
  expect(await labels()).toEqual(expected)
})

it('gives the difference where a true close takes the place of a provisional record', async () => {
  const open = callOf('bob', ['team=search'])
  const opened = readLine(encodeLine({ kind: 'open', entry: open }).subarray(0, -1))?.json ?? Buffer.alloc(0)
  await insertBatch(pool, [provisionalJson(opened, null)], 'r', true)
  expect(await labels()).toEqual([
    ['endUser', 'bob', 1, 0, 10, 1_500],
    ['tag', 'team=search', 1, 0, 10, 1_500],
  ])
  await insertBatch(pool, [jsonOf(closeOf(open))], 'r')
  expect(await labels()).toEqual([
    ['endUser', 'bob', 1, 0, 30, 13_500],
    ['tag', 'team=search', 1, 0, 30, 13_500],
  ])
})
