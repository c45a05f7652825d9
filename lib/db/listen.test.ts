import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listen } from '@/lib/db/listen'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})

afterAll(() => database.close())

async function until(isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 1_500 && !isTrue(); i++) await sleep(20)
  expect(isTrue()).toBe(true)
}

test('notifications arrive, also after the server has cut the connection', async () => {
  const heard: string[] = []
  let connects = 0
  const listener = listen({
    url: database.url,
    channel: 'news',
    onNotify: (payload) => heard.push(payload),
    onConnect: () => connects++,
    retryMs: 20,
  })
  await until(() => connects === 1)
  await database.db.$executeRaw`select pg_notify('news', 'one')`
  await until(() => heard.length === 1)
  await database.db
    .$queryRaw`select count(pg_terminate_backend(pid)) from pg_stat_activity where query like 'listen %' and datname = current_database()`
  await until(() => connects === 2)
  await database.db.$executeRaw`select pg_notify('news', 'two')`
  await until(() => heard.length === 2)
  expect(heard).toEqual(['one', 'two'])
  await listener.close()
})
