import { afterAll, beforeAll, expect, test } from 'vitest'
import { diffMigrations, listPendingMigrations, migrateDatabase } from '@/lib/db/migrate'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'

let empty: TestDatabase
let migrated: TestDatabase

beforeAll(async () => {
  empty = await createTestDatabase({ empty: true })
  migrated = await createTestDatabase()
})

afterAll(async () => {
  await empty.close()
  await migrated.close()
})

test('the migrations lead exactly to the schema files', async () => {
  expect(await diffMigrations(migrated.url)).toBe('')
})

test('three replicas may migrate one database at once, and one of them does it', async () => {
  const results = await Promise.all([1, 2, 3].map(() => migrateDatabase(empty.url)))
  expect(results.flat()).toHaveLength(new Set(results.flat()).size)
  expect(await listPendingMigrations(empty.url)).toEqual([])
})

test('a new database starts from version 0 and an audit chain of zero bytes', async () => {
  const head = await migrated.db.controlHead.findUniqueOrThrow({ where: { id: 1 } })
  expect(head.version).toBe(0n)
  expect(Buffer.from(head.auditHash).equals(Buffer.alloc(32))).toBe(true)
})

test('partitions are made for the months asked for, once, even when asked twice at a time', async () => {
  const ask = () => migrated.db.$queryRaw<{ made: number }[]>`select ensure_usage_partitions('2031-05-09T00:00:00Z', 3) as made`
  const made = (await Promise.all([ask(), ask(), ask()])).map((rows) => rows[0]?.made)
  expect(made.sort()).toEqual([0, 0, 6])
})

test('an hour of the ledger is one row however often its nulls come', async () => {
  const id = '0190aaaa-0000-7000-8000-000000000001'
  const row = {
    hour: new Date('2026-11-01T10:00:00Z'),
    localDay: new Date('2026-11-01'),
    tenantId: id,
    productId: id,
    subscriptionId: id,
    keyId: id,
    outcome: 'answered' as const,
    ...Object.fromEntries(
      ['calls', 'unpriced', 'input', 'cacheRead', 'cacheWrite', 'output', 'reasoning', 'audioIn', 'audioOut', 'images'].map(
        (name) => [name, 1n],
      ),
    ),
    ...{ costNano: 0n, durationMs: 1n, bytesIn: 0n, bytesOut: 0n },
  }
  const data = row as Parameters<typeof migrated.db.usageRollup.create>[0]['data']
  await migrated.db.usageRollup.create({ data })
  await expect(migrated.db.usageRollup.create({ data })).rejects.toMatchObject({ code: 'P2002' })
})

test('a limit without its window is refused', async () => {
  const limit = { name: 'x', countBy: 'tenant', measure: 'tokens', amount: 1n } as const
  await expect(migrated.db.limit.create({ data: { ...limit, windowKind: 'rate' } })).rejects.toThrow(/limits_window/)
  await expect(migrated.db.limit.create({ data: { ...limit, windowKind: 'quota' } })).rejects.toThrow(/limits_window/)
  await expect(
    migrated.db.limit.create({ data: { ...limit, measure: 'cost', windowKind: 'quota', period: 'month' } }),
  ).rejects.toThrow(/limits_cost_has_currency/)
  await expect(migrated.db.limit.create({ data: { ...limit, windowKind: 'rate', windowSeconds: 60 } })).resolves.toBeTruthy()
})
