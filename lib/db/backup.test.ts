import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp, restore } from '@/lib/db/backup'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'

let databases: TestDatabase[]
let [from, to]: SqlPool[] = []

beforeAll(async () => {
  databases = await Promise.all([createTestDatabase(), createTestDatabase()])
  ;[from, to] = databases.map(({ url }) => createSqlPool(url))
})
afterAll(async () => {
  await Promise.all([from?.end(), to?.end()])
  await Promise.all(databases.map((database) => database.close()))
})

test('a backup leaves out the months that were detached, and is restored without them', async () => {
  if (!from || !to) throw new Error('no databases')
  await from.query(`insert into settings (name, value, updated_at) values ('kept', '1', now())`)
  await from.query("select ensure_usage_partitions('2024-01-01T00:00:00Z', 1)")
  await from.query(`insert into usage_records (id, started_at, local_day, tenant_id, product_id, subscription_id, key_id, replica, model, dialect, operation, streamed, bytes_in, duration_ms, status, outcome, measured)
    select id, '2024-01-02T00:00:00Z', '2024-01-02', id, id, id, id, 'r', 'm', 'openai', 'chat', false, 1, 1, 200, 'answered', 'measured' from (select gen_random_uuid() as id) as one`)
  await from.query("select expire_usage_partition('usage_records', '2024-01-01', true)")
  const lines: string[] = []
  for await (const line of backUp(from)) lines.push(line)
  expect(lines.join()).not.toContain('usage_records_2024_01_detached')
  // As an older version wrote it.
  lines.splice(
    1,
    0,
    '{"table":"usage_records_2024_01_detached","columns":["id"],"rows":[{"id":"0190aaaa-0000-7000-8000-000000000001"}]}',
  )
  await restore(to, each(lines))
  expect((await to.query(`select count(*)::int as count from settings where name = 'kept'`)).rows).toEqual([{ count: 1 }])
})

async function* each(lines: string[]) {
  yield* lines
}
