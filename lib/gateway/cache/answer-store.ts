/** The port to where answers are kept, and what is kept of one. Equal in memory and in Redis: one suite runs against both. */
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

export type StoredAnswer = {
  storedAtMs: number
  expiresAtMs: number
  contentType: string
  /** Of a stream: all its events, as they were sent. */
  body: Buffer
  /** What it used when it was made, and where: what a call that gets it saves. */
  tokens: TokenCounts
  backendId: string
  /** What was left out of the question for the provider that answered, told in a header; null: nothing. */
  dropped: readonly string[] | null
}

export type AnswerStore = {
  /** Null where nothing is kept, or nobody can tell in time. Whether it has expired is the reader's to see. */
  get(key: string): StoredAnswer | null | Promise<StoredAnswer | null>
  /** Never waited for: an answer that cannot be kept is only fetched again. */
  set(key: string, answer: StoredAnswer): void
}

/** A larger answer is not kept. */
export const MAX_ANSWER_BYTES = 1024 * 1024
