/** The team's Postgres where DATABASE_URL names one, else an embedded one under DATA_DIR; brought to the newest migration. */
import type { Env } from '@/lib/base/env'
import type { Logger } from '@/lib/base/log'
import { StartError } from '@/lib/base/start-error'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { migrateDatabase } from '@/lib/db/migrate'

export type OpenDatabase = { url: string; stop(): Promise<void> }

export async function openDatabase(
  env: Env,
  log: Logger,
  onProgress: (sentence: string) => void,
  canStartWithout: boolean,
): Promise<OpenDatabase> {
  let embedded: EmbeddedPostgres | null = null
  if (env.DATABASE_URL === undefined) embedded = await startEmbeddedPostgres({ dataDir: env.DATA_DIR, onProgress })
  const url = env.DATABASE_URL ?? embedded?.url ?? ''
  try {
    const applied = await migrateDatabase(url)
    if (applied.length > 0) onProgress(`Applied ${applied.length === 1 ? 'one migration' : `${applied.length} migrations`}`)
  } catch (error) {
    if (!canStartWithout) {
      await embedded?.stop()
      throw isOutOfReach(error) ? new StartError(unreachable(url, error)) : error
    }
    log.error({ err: error }, 'Postgres is out of reach: starting from the last snapshot')
  }
  const release = embedded ? stopWithProcess(embedded) : () => {}
  return {
    url,
    async stop() {
      release()
      await embedded?.stop()
    },
  }
}

/** However this process ends short of a kill, its Postgres ends with it: a fast, clean shutdown. Returns what calls that off. */
function stopWithProcess({ pid }: EmbeddedPostgres): () => void {
  const onExit = () => {
    try {
      process.kill(pid, 'SIGINT')
    } catch {
      // It has ended before us.
    }
  }
  process.once('exit', onExit)
  return () => process.off('exit', onExit)
}

function isOutOfReach(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && /^(E[A-Z]+|28P01|28000|3D000)$/.test(String(error.code))
}

/** Names the server, never the password. */
function unreachable(url: string, error: Error & { code: string }): string {
  const { host, pathname } = new URL(url)
  return `The database at ${host}${pathname} cannot be used (${error.code}). Check DATABASE_URL and that PostgreSQL is running there.`
}
