/** Runs work against DATABASE_OWNER_URL or DATABASE_URL, or else against the embedded PostgreSQL under DATA_DIR: the one that runs, or one started for it. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { parseEnv } from '@/lib/base/env'
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'

export async function withDatabaseUrl<T>(work: (url: string) => Promise<T>): Promise<T> {
  const env = parseEnv()
  const url = env.DATABASE_OWNER_URL ?? env.DATABASE_URL ?? (await findRunning(env.DATA_DIR))
  if (url) return work(url)
  const postgres = await startEmbeddedPostgres({ dataDir: env.DATA_DIR })
  try {
    return await work(postgres.url)
  } finally {
    await postgres.stop()
  }
}

/** Where the embedded PostgreSQL of a running Tollgate answers; null where none does. */
async function findRunning(dataDir: string): Promise<string | null> {
  try {
    const secrets = JSON.parse(readFileSync(path.join(dataDir, 'postgres.json'), 'utf8')) as { port: number; password: string }
    const url = `postgresql://tollgate:${secrets.password}@127.0.0.1:${secrets.port}/tollgate`
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
    client.on('error', () => {})
    await client.connect()
    await client.end()
    return url
  } catch {
    return null
  }
}
