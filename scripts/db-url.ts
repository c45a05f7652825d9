/** Runs work against DATABASE_URL, or else against the embedded PostgreSQL under DATA_DIR, started for it. */
import { parseEnv } from '@/lib/base/env'
import { startEmbeddedPostgres } from '@/lib/db/embedded-postgres'

export async function withDatabaseUrl<T>(work: (url: string) => Promise<T>): Promise<T> {
  const env = parseEnv()
  if (env.DATABASE_URL) return work(env.DATABASE_URL)
  const postgres = await startEmbeddedPostgres({ dataDir: env.DATA_DIR })
  try {
    return await work(postgres.url)
  } finally {
    await postgres.stop()
  }
}
