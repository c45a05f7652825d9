import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'
import { verifyLabels } from '@/lib/reports/verify-labels'
import { insertBatch } from '@/lib/runtime/ledger/insert-batch'
import { MOST_LABELS_A_DAY } from '@/lib/runtime/ledger/label-columns'
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

describe('of more labels than a tenant has rows for in a day', () => {
  /** As many as have a row of their own. */
  const users = Array.from({ length: MOST_LABELS_A_DAY }, (_, i) => `user ${i}`)
  const from = new Date('2026-11-18T00:00:00Z')
  const to = new Date('2026-11-25T00:00:00Z')
  const rest = async () => (await labels()).filter(([, label]) => label === '')

  it('the rest share one row, and sums stay exact', async () => {
    await insertBatch(
      pool,
      users.slice(1).map((user) => jsonOf(closeOf(callOf(user, [])))),
      'r',
    )
    expect(await rest()).toEqual([])
    const more = ['user 0', 'x', 'y', 'user 7'].map((user) => jsonOf(closeOf(callOf(user, ['team=search']))))
    await insertBatch(pool, more, 'r')
    expect(await rest()).toEqual([['endUser', '', 2, 0, 60, 27_000]])
    await insertBatch(pool, [jsonOf(closeOf(callOf('x', ['team=chat'])))], 'r')
    const all = await labels()
    expect(all.filter(([kind]) => kind === 'endUser')).toHaveLength(MOST_LABELS_A_DAY + 1)
    expect(all).toContainEqual(['endUser', '', 3, 0, 90, 40_500])
    expect(all).toContainEqual(['endUser', 'user 7', 2, 0, 60, 27_000])
    // Tags have room of their own.
    expect(all).toContainEqual(['tag', 'team=chat', 1, 0, 30, 13_500])
    expect(await verifyLabels(pool, from, to)).toEqual([])
    await pool.query(`update usage_label_rollups set cost_nano = cost_nano + 1 where label = ''`)
    expect(await verifyLabels(pool, from, to)).toMatchObject([{ kind: 'endUser', label: '', costNano: [40_500n, 40_501n] }])
  })

  it('a true close takes from the row its provisional record was put in', async () => {
    const provisional = async (user: string) => {
      const open = callOf(user, [])
      const opened = readLine(encodeLine({ kind: 'open', entry: open }).subarray(0, -1))?.json ?? Buffer.alloc(0)
      await insertBatch(pool, [provisionalJson(opened, null)], 'r', true)
      return open
    }
    const first = await provisional('user 0')
    await insertBatch(
      pool,
      users.slice(1).map((user) => jsonOf(closeOf(callOf(user, [])))),
      'r',
    )
    const late = await provisional('late')
    expect(await rest()).toEqual([['endUser', '', 1, 0, 10, 1_500]])
    await insertBatch(
      pool,
      [first, late].map((open) => jsonOf(closeOf(open))),
      'r',
    )
    expect(await rest()).toEqual([['endUser', '', 1, 0, 30, 13_500]])
    expect((await labels()).filter(([, label]) => label === 'late')).toEqual([])
    expect(await labels()).toContainEqual(['endUser', 'user 0', 1, 0, 30, 13_500])
    expect(await verifyLabels(pool, from, to)).toEqual([])
  })

  it('replicas that book at once agree which labels have one', async () => {
    const batches = ['a', 'b', 'c', 'd'].map((name) =>
      Array.from({ length: 400 }, (_, i) => jsonOf(closeOf(callOf(`${name}${i}`, [])))),
    )
    await Promise.all(batches.map((batch) => insertBatch(pool, batch, 'r')))
    expect((await labels()).length).toBe(MOST_LABELS_A_DAY + 1)
    expect((await rest())[0]?.[2]).toBe(600)
    expect(await verifyLabels(pool, from, to)).toEqual([])
  })
})
