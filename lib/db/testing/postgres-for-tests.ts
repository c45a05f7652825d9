/** vitest globalSetup: one PostgreSQL for the whole run, with a migrated template that each test file clones. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { grantApplicationRights } from '@/lib/db/application-rights'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { migrateDatabase } from '@/lib/db/migrate'
import { applicationUser } from '@/lib/db/postgres-cluster'
import { stopPostmaster } from '@/lib/db/postmaster'
import { isSameProcess, type ProcessIdentity } from '@/lib/db/process-identity'

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string
    applicationDatabaseUrl: string
  }
}

const PREFIX = 'tollgate-test-'
const templateName = 'tollgate_template'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepDeadRuns()
  const folder = mkdtempSync(path.join(tmpdir(), PREFIX))
  const postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false })
  await createTemplate(postgres)
  project.provide('databaseUrl', postgres.url)
  project.provide('applicationDatabaseUrl', postgres.applicationUrl)
  return async () => {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function createTemplate(postgres: EmbeddedPostgres): Promise<void> {
  const admin = new pg.Client({ connectionString: postgres.url })
  await admin.connect()
  await admin.query(`create database ${templateName}`)
  const url = new URL(postgres.url)
  url.pathname = `/${templateName}`
  await migrateDatabase(url.toString())
  await grantApplicationRights(url.toString(), applicationUser)
  await admin.end()
}

/** A run that was killed leaves its server behind; the next one clears it away. */
async function sweepDeadRuns(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(tmpdir(), name)
    try {
      const owner = JSON.parse(readFileSync(path.join(folder, 'instance.lock'), 'utf8')) as ProcessIdentity
      if (isSameProcess(owner)) continue
      await stopPostmaster(path.join(folder, 'postgres', 'data'))
      rmSync(folder, { recursive: true, force: true })
    } catch {
      // Just being made, or somebody else's.
    }
  }
}
