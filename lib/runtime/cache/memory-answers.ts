/** Kept answers in this process's memory: what was not asked for longest makes room. */
import type { AnswerStore, StoredAnswer } from '@/lib/gateway/cache/answer-store'

export type MemoryAnswers = AnswerStore & { status(): { answers: number; bytes: number } }

/** What an entry takes besides its body. */
const ENTRY_BYTES = 512

export function createMemoryAnswers(maxBytes: number): MemoryAnswers {
  const kept = new Map<string, StoredAnswer>()
  let bytes = 0
  let newest: string | null = null
  const drop = (key: string, { body }: StoredAnswer) => {
    kept.delete(key)
    bytes -= body.length + ENTRY_BYTES
  }
  return {
    get(key) {
      const answer = kept.get(key)
      if (!answer) return null
      // Asked for just now: the last to go. It is so already where the same is asked again and again.
      if (key !== newest) {
        kept.delete(key)
        kept.set(key, answer)
        newest = key
      }
      return answer
    },
    set(key, answer) {
      const former = kept.get(key)
      if (former) drop(key, former)
      if (answer.body.length + ENTRY_BYTES > maxBytes) return
      kept.set(key, answer)
      newest = key
      bytes += answer.body.length + ENTRY_BYTES
      for (const [oldest, one] of kept) {
        if (bytes <= maxBytes) return
        drop(oldest, one)
      }
    },
    status: () => ({ answers: kept.size, bytes }),
  }
}
