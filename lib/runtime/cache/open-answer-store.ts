/** Where this gateway keeps answers: in the Redis it shares with others, else in its own memory. */
import type { AnswerStore } from '@/lib/gateway/cache/answer-store'
import { createMemoryAnswers } from '@/lib/runtime/cache/memory-answers'
import { createRedisAnswers } from '@/lib/runtime/cache/redis-answers'

export type OpenAnswerStore = AnswerStore & { close(): Promise<void> }

type Options = { redisUrl: string | undefined; maxBytes: number; onError(error: unknown): void }

export function openAnswerStore({ redisUrl, maxBytes, onError }: Options): OpenAnswerStore {
  return redisUrl ? createRedisAnswers(redisUrl, onError) : { ...createMemoryAnswers(maxBytes), close: async () => {} }
}
