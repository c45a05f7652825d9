import { afterAll, beforeAll, expect, it } from 'vitest'
import { newUuid } from '@/lib/base/ids'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase } from '@/lib/db/testing/test-database'
import type { Limit, Measure } from '@/lib/policy/limits/limit'
import { readBooked } from '@/lib/runtime/counters/read-booked'
import { quota } from '@/lib/runtime/counters/testing/tested-store'
import { insertBatch } from '@/lib/runtime/ledger/insert-batch'
import { closeOf, jsonOf, openOf } from '@/lib/runtime/ledger/testing/ledger-entries'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let pool: SqlPool

beforeAll(async () => {
  database = await createTestDatabase()
  pool = createSqlPool(database.url, { max: 1 })
})
afterAll(async () => {
  await pool.end()
  await database.close()
})

it('says of booked calls what each measure counts, of others nothing', async () => {
  const id = newUuid()
  const open = openOf(id)
  open.identity.startedAtMs = Date.now()
  await insertBatch(pool, [jsonOf(closeOf(open))], 'replica')
  const limits = new Map<string, Limit>([
    ...(['requests', 'tokens', 'inputTokens', 'outputTokens', 'concurrency'] as const).map(
      (measure: Measure): [string, Limit] => [measure, { ...quota, measure }],
    ),
    ['dollars', { ...quota, measure: 'cost', currency: 'USD' }],
    ['euros', { ...quota, measure: 'cost', currency: 'EUR' }],
  ])
  const booked = await readBooked(pool, [id, newUuid()], (limitId) => limits.get(limitId))
  expect([...booked.keys()]).toEqual([id])
  const used = booked.get(id) ?? (() => null)
  expect([...limits.keys()].map((name) => [name, used(name)])).toEqual([
    ['requests', 1],
    ['tokens', 30],
    ['inputTokens', 10],
    ['outputTokens', 20],
    ['concurrency', 0],
    ['dollars', 13_500],
    ['euros', 0],
  ])
  expect(used('a limit that is gone')).toBeNull()
})
