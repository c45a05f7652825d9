import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeQuestionVectors } from '@/lib/db/question-vectors'
import { createSqlPool, type SqlPool } from '@/lib/db/sql-pool'
import { createAnswerIndex } from '@/lib/gateway/cache/answer-index'
import { openAnswerIndex } from '@/lib/runtime/cache/open-answer-index'
import { answerIndexSuite, newPartition, vectorOf } from '@/lib/runtime/cache/testing/answer-index-suite'
import { startVectorDatabase, type VectorDatabase } from '@/lib/runtime/cache/testing/vector-database'
import { createVectorAnswers, type VectorAnswers } from '@/lib/runtime/cache/vector-answers'

describe('questions compared in memory', () => {
  const index = createAnswerIndex()
  answerIndexSuite(
    () => index,
    async () => {},
  )
})

describe('questions compared in PostgreSQL', () => {
  let database: VectorDatabase
  let pool: SqlPool
  let index: VectorAnswers
  const errors: unknown[] = []

  beforeAll(async () => {
    database = await startVectorDatabase()
    expect(await makeQuestionVectors(database.url)).toBe(true)
    expect(await makeQuestionVectors(database.url)).toBe(true)
    pool = createSqlPool(database.url, { max: 1 })
    index = createVectorAnswers(pool, (error) => errors.push(error), 1_000)
  }, 60_000)

  afterAll(async () => {
    await pool.end()
    await database.close()
  })

  answerIndexSuite(
    () => index,
    () => index.settled(),
  )

  it('gives in order what a memory of the same gives', async () => {
    const memory = createAnswerIndex()
    const partition = newPartition()
    // A number of its own for each: nothing is equally near.
    const vectors = Array.from({ length: 60 }, (_, i) =>
      Float32Array.from({ length: 1_536 }, (_, at) => Math.sin((i + 1) * (at + 1))),
    )
    for (const [i, one] of vectors.entries()) for (const each of [memory, index]) each.add(partition, one, `key ${i}`)
    await index.settled()
    for (const asked of vectors.slice(0, 10)) {
      const [inMemory, inDatabase] = [memory.find(partition, asked, -1), await index.find(partition, asked, -1)]
      expect(inDatabase.map(({ key }) => key)).toEqual(inMemory.map(({ key }) => key))
      for (const [i, { similarity }] of inDatabase.entries()) expect(similarity).toBeCloseTo(inMemory[i]?.similarity ?? 9, 5)
    }
  })

  it('keeps no more than its bound in all, within what is added between two looks', async () => {
    for (let i = 0; i < 1_200; i++) {
      index.add(`many ${i % 40}`, vectorOf(1, i), `key ${i}`)
      if (i % 100 === 99) await index.settled()
    }
    const { rows } = await pool.query<{ count: bigint }>('select count(*) from question_vectors')
    expect(Number(rows[0]?.count)).toBeLessThanOrEqual(1_100)
    expect(await index.find('many 39', vectorOf(1, 1_199), 0.999999)).not.toEqual([])
    expect(errors).toEqual([])
  })

  it('finds nothing where the table is gone, says so once, and goes on when it is back', async () => {
    const partition = newPartition()
    await pool.query('alter table question_vectors rename to elsewhere')
    index.add(partition, vectorOf(1, 0), 'key')
    await index.settled()
    expect(await index.find(partition, vectorOf(1, 0), 0.5)).toEqual([])
    expect(errors).toHaveLength(1)
    await pool.query('alter table elsewhere rename to question_vectors')
    index.add(partition, vectorOf(1, 0), 'key')
    await index.settled()
    expect(await index.find(partition, vectorOf(1, 0), 0.5)).toHaveLength(1)
    expect(errors).toHaveLength(1)
  })
})

describe('where questions are compared', () => {
  const open = async (databaseUrl: string, sharesAnswers: boolean) => {
    const index = await openAnswerIndex({ databaseUrl, sharesAnswers, onError() {} })
    const isAtOnce = !(index.find('nowhere', vectorOf(1), 0.5) instanceof Promise)
    await index.close()
    return isAtOnce ? 'memory' : 'database'
  }

  it('is the database where answers are shared and it has pgvector, else memory', async () => {
    const database = await startVectorDatabase()
    await makeQuestionVectors(database.url)
    expect(await open(database.url, false)).toBe('memory')
    expect(await open(database.url, true)).toBe('database')
    await database.close()
    const untouched = await startVectorDatabase()
    expect(await open(untouched.url, true)).toBe('memory')
    await untouched.close()
  })

  it('is memory where there is no pgvector, or no database', async () => {
    const plain = await startVectorDatabase({ hasVectors: false })
    expect(await makeQuestionVectors(plain.url)).toBe(false)
    expect(await open(plain.url, true)).toBe('memory')
    await plain.close()
    expect(await open(plain.url, true)).toBe('memory')
  })
})
