/** Brings a database to the newest migration. Several replicas may do so at once: the others wait and find it done. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { listMigrationNames, readMigrations, readSchema } from '@/lib/db/migration-files'
import { withSchemaEngine } from '@/lib/db/schema-engine'

const filters = { externalTables: [], externalEnums: [] }

/** Applies what is missing; returns the names applied. A failed migration leaves nothing behind and says why. */
export async function migrateDatabase(url: string): Promise<string[]> {
  for (let attempt = 1; ; attempt++) {
    if ((await listPendingMigrations(url)).length === 0) return []
    try {
      return await withSchemaEngine(url, async (engine) => {
        const result = await engine.applyMigrations({ migrationsList: readMigrations(), filters })
        return result.appliedMigrationNames
      })
    } catch (error) {
      if (attempt >= 8) throw error
      if (/P3009/.test(String(error))) await clearFailedMigrations(url)
      else if (!isContention(error)) throw error
      // Another replica holds the engine's advisory lock, or has just made the table both were about to make.
      else await sleep(250 * attempt)
    }
  }
}

/** Names of the migrations this build has and the database has not. */
export async function listPendingMigrations(url: string): Promise<string[]> {
  const applied = new Set(
    await queryNames(
      url,
      'select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null',
    ),
  )
  return listMigrationNames().filter((name) => !applied.has(name))
}

/** The SQL that leads from the migrations to the schema files; '' where they agree. `url` names a server for the shadow database. */
export function diffMigrations(url: string): Promise<string> {
  return withSchemaEngine(url, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...readMigrations() },
      to: { tag: 'schemaDatamodel', ...readSchema() },
      script: true,
      exitCode: null,
      filters,
    })
    const sql = stdout?.trim() ?? ''
    return sql === '-- This is an empty migration.' ? '' : sql
  })
}

/** A script is applied whole or not at all, so a failed one may simply be tried again. */
async function clearFailedMigrations(url: string): Promise<void> {
  const open = 'select migration_name as name from _prisma_migrations where finished_at is null and rolled_back_at is null'
  for (const name of await queryNames(url, open)) {
    await withSchemaEngine(url, (engine) => engine.markMigrationRolledBack({ migrationName: name }))
  }
}

async function queryNames(url: string, sql: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const found = await client.query<{ name: string }>(sql)
    return found.rows.map((row) => row.name)
  } catch (error) {
    if ((error as pg.DatabaseError).code === '42P01') return []
    throw error
  } finally {
    await client.end()
  }
}

function isContention(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error)
  return /P1002|advisory lock|timed out|already exists|_prisma_migrations|deadlock/i.test(text)
}
