/** Kept answers in Redis or Valkey, shared by all gateways. Slow or away, it is a miss: nothing waits longer than 50 ms. */
import type { AnswerStore } from '@/lib/gateway/cache/answer-store'
import { readAnswer, writeAnswer } from '@/lib/runtime/cache/answer-text'
import { connectRedis } from '@/lib/runtime/counters/redis-link'

export type RedisAnswers = AnswerStore & { arrive(deadlineMs: number): Promise<void>; close(): Promise<void> }

const PREFIX = 'tollgate:answer:'
const DEADLINE_MS = 50
const KEEP_DEADLINE_MS = 1_000
const KEEP = "return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])"

export function createRedisAnswers(url: string, onError: (error: unknown) => void): RedisAnswers {
  const link = connectRedis(url, onError)
  return {
    arrive: (deadlineMs) => link.arrive(deadlineMs),
    async get(key) {
      try {
        return readAnswer(await link.get(PREFIX + key, DEADLINE_MS))
      } catch {
        return null
      }
    },
    set(key, answer) {
      const lastsMs = Math.ceil(answer.expiresAtMs - answer.storedAtMs)
      if (lastsMs > 0) link.run(KEEP, [PREFIX + key], [writeAnswer(answer), lastsMs], KEEP_DEADLINE_MS).catch(() => {})
    },
    close: () => link.close(),
  }
}
