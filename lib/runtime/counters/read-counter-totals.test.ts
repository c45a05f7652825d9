import { afterAll, beforeAll, expect, it } from 'vitest'
import { newUuid } from '@/lib/base/ids'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase } from '@/lib/db/testing/test-database'
import { readCounterTotals } from '@/lib/runtime/counters/read-counter-totals'

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

it('a total says which reset it has been through: that of all counters or its own, whichever is later', async () => {
  const [all, own, never] = [newUuid(), newUuid(), newUuid()]
  const [early, late] = [Date.now() - 60_000, Date.now() - 30_000]
  for (const [id, resetAt] of [[all, late] as const, [own, early] as const, [never, null] as const]) {
    await pool.query(
      `insert into limits (id, name, count_by, measure, window_kind, period, amount, reset_at, updated_at)
        values ($1, 'limit', 'platform', 'tokens', 'quota', 'month', 1000, $2, now())`,
      [id, resetAt === null ? null : new Date(resetAt)],
    )
    await pool.query(
      `insert into counter_totals (limit_id, count_key, period_start, total, reset_total) values ($1, 'k', now() - interval '1 hour', 50, 20)`,
      [id],
    )
  }
  for (const [id, atMs] of [[all, early] as const, [own, late] as const])
    await pool.query(`insert into limit_resets (limit_id, count_key, reset_at) values ($1, 'k', $2)`, [id, new Date(atMs)])
  const totals = await readCounterTotals(pool)
  const byLimit = new Map(totals.map(({ limitId, total, resetAtMs }) => [limitId, { total, resetAtMs }]))
  expect(byLimit.get(all)).toEqual({ total: 30, resetAtMs: late })
  expect(byLimit.get(own)).toEqual({ total: 30, resetAtMs: late })
  expect(byLimit.get(never)).toEqual({ total: 30, resetAtMs: 0 })
})
