import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(() => database.close())

test('questions asked at once inside a transaction are answered one by one, without a warning', async () => {
  const warnings: string[] = []
  const hear = (warning: Error) => warnings.push(warning.message)
  process.on('warning', hear)
  const names = await database.db.$transaction((tx) =>
    Promise.all(['a', 'b', 'c'].map((name) => tx.setting.create({ data: { name, value: name } }))),
  )
  expect(names.map(({ name }) => name)).toEqual(['a', 'b', 'c'])
  await new Promise(setImmediate)
  process.off('warning', hear)
  expect(warnings).toEqual([])
})

test('a query that fails does not hold up the next one on its connection', async () => {
  await database.db.$executeRawUnsafe('select 1/0').catch(() => {})
  expect(await database.db.$queryRaw`select 1 as one`).toEqual([{ one: 1 }])
})

test('an instant comes back as it went', async () => {
  const at = new Date('2026-03-29T01:30:00.123Z')
  await database.db.replica.create({ data: { id: 'r', startedAt: at, seenAt: at, catalogVersion: 1n, status: {} } })
  expect(await database.db.replica.findUniqueOrThrow({ where: { id: 'r' } })).toMatchObject({ startedAt: at })
  const rows = await database.db.$queryRaw<{ at: Date }[]>`select started_at as at from replicas where started_at = ${at}`
  expect(rows[0]?.at.toISOString()).toBe(at.toISOString())
})
