/** A database of its own for a test file: cloned from the migrated template in some 50 ms, dropped on close. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { createDatabase, type Database } from '@/lib/db/client'

export type TestDatabase = {
  /** As the owner, who may do what tests do: empty tables, put something wrong. */
  url: string
  db: Database
  /** As the role the application runs as. */
  applicationUrl: string
  close(): Promise<void>
}

/** `empty` gives a database without migrations. */
export async function createTestDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const server = inject('databaseUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administrate(server, `create database ${name} template ${options.empty ? 'template0' : 'tollgate_template'}`)
  const url = within(server, name)
  const db = createDatabase(url, { max: 5 })
  return {
    url,
    db,
    applicationUrl: within(inject('applicationDatabaseUrl'), name),
    close: async () => {
      await db.$disconnect()
      await administrate(server, `drop database if exists ${name} with (force)`)
    },
  }
}

function within(server: string, database: string): string {
  const address = new URL(server)
  address.pathname = `/${database}`
  return address.toString()
}

async function administrate(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    // Only one clone of a template can be made at a time.
    await client.query('select pg_advisory_lock(7204)')
    await client.query(sql)
  } finally {
    await client.end()
  }
}
