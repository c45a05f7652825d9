/** A database of one's own, with two roles or with one: who migrates, who serves, and what is said where that cannot work. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseEnv } from '@/lib/base/env'
import { createLogger } from '@/lib/base/log'
import { openDatabase } from '@/lib/boot/database'
import { isHeldByRights } from '@/lib/db/application-rights'
import { createDatabase } from '@/lib/db/client'
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing/test-database'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase({ empty: true })
})
afterAll(() => database.close())

const open = (settings: Record<string, string>) =>
  openDatabase(parseEnv({ NODE_ENV: 'test', ...settings }), createLogger('silent'), () => {}, false)
const withUser = (url: string, user: string) => {
  const other = new URL(url)
  other.username = user
  return other.toString()
}

async function isHeld(url: string): Promise<boolean> {
  const db = createDatabase(url, { max: 1 })
  return isHeldByRights(db).finally(() => db.$disconnect())
}

it('a role that may not migrate says that the owner must, once', async () => {
  await expect(open({ DATABASE_URL: database.applicationUrl })).rejects.toThrow('Start one process with DATABASE_OWNER_URL first')
})

it('the owner’s address without the role’s is a mistake', async () => {
  await expect(open({ DATABASE_OWNER_URL: database.url })).rejects.toThrow('set both, or neither')
})

it('with both, the owner migrates, and what is served with is held by its rights', async () => {
  const opened = await open({ DATABASE_URL: database.applicationUrl, DATABASE_OWNER_URL: database.url })
  expect(opened.url).toBe(database.applicationUrl)
  expect(await isHeld(opened.url)).toBe(true)
  // From then on the role starts by itself: there is nothing to migrate.
  expect((await open({ DATABASE_URL: database.applicationUrl })).url).toBe(database.applicationUrl)
})

it('with one, the owner serves as well, and only triggers guard', async () => {
  expect(await isHeld((await open({ DATABASE_URL: database.url })).url)).toBe(false)
})

it('a role that is not there is named', async () => {
  const urls = { DATABASE_URL: withUser(database.url, 'nobody_yet'), DATABASE_OWNER_URL: database.url }
  await expect(open(urls)).rejects.toThrow(/nobody_yet of DATABASE_URL is not there/)
})
