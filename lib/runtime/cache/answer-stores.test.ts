import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAnswer, writeAnswer } from '@/lib/runtime/cache/answer-text'
import { createMemoryAnswers } from '@/lib/runtime/cache/memory-answers'
import { createRedisAnswers, type RedisAnswers } from '@/lib/runtime/cache/redis-answers'
import { answerStoreSuite, keptAnswer, soon } from '@/lib/runtime/cache/testing/answer-store-suite'
import { startRedis, type TestRedis } from '@/lib/runtime/counters/testing/redis-server'

describe('answers kept in memory', () => {
  const store = createMemoryAnswers(1024 * 1024)
  answerStoreSuite(() => store)

  it('stay within their bounds: what was not asked for longest goes first', () => {
    const small = createMemoryAnswers(10 * 1_000)
    for (let i = 0; i < 100; i++) {
      small.set(`key ${i}`, keptAnswer('x'.repeat(400)))
      // Asked for all the time, so it stays.
      if (i > 0) expect(small.get('key 0')).not.toBeNull()
      expect(small.status().bytes).toBeLessThanOrEqual(10 * 1_000)
    }
    expect(small.get('key 99')).not.toBeNull()
    expect(small.get('key 50')).toBeNull()
    small.set('huge', keptAnswer('x'.repeat(20_000)))
    expect(small.get('huge')).toBeNull()
    expect(small.get('key 99')).not.toBeNull()
  })
})

describe('answers kept in Redis', () => {
  let redis: TestRedis
  let store: RedisAnswers
  beforeAll(async () => {
    redis = await startRedis()
    store = createRedisAnswers(redis.url, () => {})
    await store.arrive(30_000)
  })
  afterAll(async () => {
    await store?.close()
    await redis?.stop()
  })
  answerStoreSuite(() => store)

  it('all expire there', async () => {
    store.set('short', keptAnswer('x'))
    await expect.poll(() => store.get('short'), soon).not.toBeNull()
    expect(await redis.lasting()).toEqual([])
  })

  it('are misses while Redis is away, and nobody fails', async () => {
    store.set('away', keptAnswer('x'))
    await expect.poll(() => store.get('away'), soon).not.toBeNull()
    await redis.kill()
    expect(await store.get('away')).toBeNull()
    store.set('away', keptAnswer('y'))
    await redis.restart()
    await store.arrive(30_000)
    await expect
      .poll(async () => {
        store.set('back', keptAnswer('z'))
        return store.get('back')
      }, soon)
      .not.toBeNull()
  })
})

describe('an answer as text', () => {
  it('is no answer where it is damaged', () => {
    const text = writeAnswer(keptAnswer('whole'))
    expect(readAnswer(text)).toEqual(keptAnswer('whole'))
    expect(readAnswer(text.replace(',"dropped":null', ''))).toEqual(keptAnswer('whole'))
    for (const bad of [null, '', 'x', text.slice(0, -2), '{}', text.replace('"input":3', '"input":-3')])
      expect(readAnswer(bad)).toBeNull()
  })
})
