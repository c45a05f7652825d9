/**
 * The team's Postgres where DATABASE_URL names one, else an embedded one under DATA_DIR; brought to the newest migration by its owner,
 * and used by a role that owns nothing.
 */
import type { Env } from '@/lib/base/env'
import type { Logger } from '@/lib/base/log'
import { StartError } from '@/lib/base/start-error'
import { grantApplicationRights } from '@/lib/db/application-rights'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/db/embedded-postgres'
import { migrateDatabase } from '@/lib/db/migrate'
import { makeQuestionVectors } from '@/lib/db/question-vectors'

export type OpenDatabase = {
  /** As the role the application runs as. */
  url: string
  stop(): Promise<void>
}

export async function openDatabase(
  env: Env,
  log: Logger,
  onProgress: (sentence: string) => void,
  canStartWithout: boolean,
): Promise<OpenDatabase> {
  if (env.DATABASE_OWNER_URL !== undefined && env.DATABASE_URL === undefined)
    throw new StartError('DATABASE_OWNER_URL is set and DATABASE_URL is not: set both, or neither for the embedded PostgreSQL.')
  let embedded: EmbeddedPostgres | null = null
  if (env.DATABASE_URL === undefined) embedded = await startEmbeddedPostgres({ dataDir: env.DATA_DIR, onProgress })
  const url = env.DATABASE_URL ?? embedded?.applicationUrl ?? ''
  const ownerUrl = (env.DATABASE_URL === undefined ? embedded?.url : env.DATABASE_OWNER_URL) ?? url
  try {
    const applied = await migrateDatabase(ownerUrl)
    if (applied.length > 0) onProgress(`Applied ${applied.length === 1 ? 'one migration' : `${applied.length} migrations`}`)
    // What only makes something better must not keep anybody from starting.
    await makeQuestionVectors(ownerUrl).catch((error: unknown) =>
      log.warn({ err: error }, 'pgvector is there and cannot be used'),
    )
    const role = userOf(url)
    if (role !== userOf(ownerUrl)) await grantApplicationRights(ownerUrl, role)
  } catch (error) {
    if (!canStartWithout) {
      await embedded?.stop()
      throw explained(error, ownerUrl, url)
    }
    log.error({ err: error }, 'Postgres is out of reach: starting from the last snapshot')
  }
  return { url, stop: async () => embedded?.stop() }
}

function userOf(url: string): string {
  return decodeURIComponent(new URL(url).username)
}

function explained(error: unknown, ownerUrl: string, url: string): unknown {
  if (isOutOfReach(error)) return new StartError(unreachable(ownerUrl, error))
  const isForbidden = /permission denied|must be owner|42501/.test(String(error))
  if (isForbidden && ownerUrl === url)
    return new StartError(
      `The database is older than this version, and ${userOf(url)} may not change it. Start one process with DATABASE_OWNER_URL first.`,
    )
  if (error instanceof Error && 'code' in error && error.code === '42704')
    return new StartError(
      `The role ${userOf(url)} of DATABASE_URL is not there. Make it, as the owner: CREATE ROLE ${userOf(url)} LOGIN PASSWORD '…'`,
    )
  return error
}

function isOutOfReach(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && /^(E[A-Z]+|28P01|28000|3D000)$/.test(String(error.code))
}

/** Names the server, never the password. */
function unreachable(url: string, error: Error & { code: string }): string {
  const { host, pathname } = new URL(url)
  return `The database at ${host}${pathname} cannot be used (${error.code}). Check DATABASE_URL and that PostgreSQL is running there.`
}
