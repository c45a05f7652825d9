/**
 * Finds kept answers by the meaning of their questions in PostgreSQL, with pgvector: all gateways learn from what each was asked, and
 * a new one knows it. What is found is the same as in a gateway's own memory. Slow or away, nothing is found, and calls go on.
 */
import type { SqlPool } from '@/lib/db/sql-pool'
import { type AnswerIndex, MOST_FOUND, MOST_IN_PARTITION, unitOf } from '@/lib/gateway/cache/answer-index'

export type VectorAnswers = AnswerIndex & {
  /** When everything given so far is in the database. */
  settled(): Promise<void>
}

/** About 600 MB of vectors of 1,536 dimensions. What was added first goes first. */
const MOST = 100_000
/** Looked at this often, in additions: the bound is one of disk, and may be passed by as many. */
const TIDY_EVERY = 100

/** pgvector's own bound. */
const MOST_DIMENSIONS = 16_000

/** Vectors are of length 1 here, so their inner product is the cosine; those of other lengths are of other models. */
const FIND = `
  select key, -(embedding <#> $2::vector) as similarity from question_vectors
   where partition = $1 and vector_dims(embedding) = $3
   order by embedding <#> $2::vector, key limit ${MOST_FOUND}`
const ADD = `
  insert into question_vectors (partition, key, embedding) values ($1, $2, $3::vector)
  on conflict (partition, key) do update set embedding = excluded.embedding, added_at = excluded.added_at`
const BOUND = `
  delete from question_vectors where partition = $1 and key in
    (select key from question_vectors where partition = $1 order by added_at desc, key offset ${MOST_IN_PARTITION})`
const TIDY = `delete from question_vectors where added_at <
  (select added_at from question_vectors order by added_at desc offset $1 limit 1)`
const REMOVE = 'delete from question_vectors where partition = $1 and key = $2'

export function createVectorAnswers(pool: SqlPool, onError: (error: unknown) => void, most = MOST): VectorAnswers {
  let added = 0
  let isFailing = false
  const waiting = new Set<Promise<void>>()
  /** Told once until it works again: every call would say the same. */
  const failed = (error: unknown) => {
    if (!isFailing) onError(error)
    isFailing = true
  }
  const later = (work: () => Promise<void>) => {
    const done = work()
      .then(() => {
        isFailing = false
      })
      .catch(failed)
      .finally(() => waiting.delete(done))
    waiting.add(done)
  }
  return {
    async find(partition, vector, threshold) {
      const unit = unitOf(vector)
      if (!unit) return []
      try {
        const { rows } = await pool.query<{ key: string; similarity: number }>(FIND, [partition, textOf(unit), unit.length])
        isFailing = false
        return rows.filter(({ similarity }) => similarity >= threshold)
      } catch (error) {
        failed(error)
        return []
      }
    },
    add(partition, vector, key) {
      const unit = unitOf(vector)
      if (!unit || unit.length > MOST_DIMENSIONS) return
      later(async () => {
        await pool.query(ADD, [partition, key, textOf(unit)])
        await pool.query(BOUND, [partition])
        if (++added % TIDY_EVERY === 0) await pool.query(TIDY, [most - 1])
      })
    },
    remove(partition, key) {
      later(async () => {
        await pool.query(REMOVE, [partition, key])
      })
    },
    async settled() {
      while (waiting.size > 0) await Promise.all(waiting)
    },
  }
}

/** As pgvector reads it: `[0.6,0.8]`. */
function textOf(vector: Float32Array): string {
  return `[${vector.join(',')}]`
}
