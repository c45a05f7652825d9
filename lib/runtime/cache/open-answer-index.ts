/**
 * Where this gateway compares questions by their meaning: in PostgreSQL, with all others, where their answers are shared and pgvector is
 * there; else in its own memory. A shared index of answers that each keeps for itself would be of no use to anybody.
 */
import { createSqlPool } from '@/lib/db/sql-pool'
import { type AnswerIndex, createAnswerIndex } from '@/lib/gateway/cache/answer-index'
import { createVectorAnswers } from '@/lib/runtime/cache/vector-answers'

export type OpenAnswerIndex = AnswerIndex & { close(): Promise<void> }

type Options = { sharesAnswers: boolean; databaseUrl: string; onError(error: unknown): void }

/** A call waits this long for what others were asked. */
const DEADLINE_MS = 250

export async function openAnswerIndex({ sharesAnswers, databaseUrl, onError }: Options): Promise<OpenAnswerIndex> {
  const own = () => ({ ...createAnswerIndex(), close: async () => {} })
  if (!sharesAnswers) return own()
  const pool = createSqlPool(databaseUrl, { max: 2, connectTimeoutMs: 1_000, statementTimeoutMs: DEADLINE_MS })
  const isThere = await pool
    .query<{ there: boolean }>("select to_regclass('public.question_vectors') is not null as there")
    .then(({ rows }) => rows[0]?.there === true)
    .catch(() => false)
  if (!isThere) {
    await pool.end()
    return own()
  }
  const vectors = createVectorAnswers(pool, onError)
  return {
    ...vectors,
    async close() {
      await vectors.settled()
      await pool.end()
    },
  }
}
