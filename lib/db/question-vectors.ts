/**
 * The table of questions by their meaning, where PostgreSQL has pgvector (https://github.com/pgvector/pgvector). No migration makes it: a
 * database may be given the extension later, or never.
 */
import pg from 'pg'

/** No backup has it: it is learned again by itself, and of a type that not every database has. */
export const QUESTION_VECTORS = 'question_vectors'

/** Its distances are exact: a question is compared with the few hundred of its own partition, and no index by distance is needed for that. */
const TABLE = `
  create table if not exists question_vectors (
    partition text not null,
    key text not null,
    embedding vector not null,
    added_at timestamptz not null default clock_timestamp(),
    primary key (partition, key)
  )`
const BY_AGE = 'create index if not exists question_vectors_added_at on question_vectors (added_at)'

/** Makes it as the owner. False where there is no pgvector, or the owner may not create the extension. */
export async function makeQuestionVectors(ownerUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ installed: string | null; made: boolean }>(
      `select installed_version as installed, to_regclass('public.question_vectors') is not null as made
         from pg_available_extensions where name = 'vector'`,
    )
    const [extension] = rows
    if (!extension) return false
    if (extension.installed !== null && extension.made) return true
    await client.query('begin')
    // Two that make the same at once would fail one another.
    await client.query("select pg_advisory_xact_lock(hashtext('tollgate.vectors'))")
    await client.query('create extension if not exists vector')
    await client.query(TABLE)
    await client.query(BY_AGE)
    await client.query('commit')
    return true
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === NOT_ALLOWED) return false
    throw error
  } finally {
    await client.end()
  }
}

/** SQLSTATE of a missing privilege: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const NOT_ALLOWED = '42501'
