/** A kept answer as text, for stores that hold texts. What cannot be read back is no answer. */
import { z } from 'zod'
import type { StoredAnswer } from '@/lib/gateway/cache/answer-store'

const count = z.int().min(0)
const shape = z.object({
  storedAtMs: z.number(),
  expiresAtMs: z.number(),
  contentType: z.string(),
  body: z.string(),
  tokens: z.object({
    input: count,
    cacheRead: count,
    cacheWrite: count,
    // Left out by who did not know it yet, as below.
    cacheWrite1h: count.default(0),
    output: count,
    reasoning: count,
    audioIn: count,
    audioOut: count,
    images: count,
  }),
  backendId: z.string(),
  // Left out by who did not know it yet.
  dropped: z.array(z.string()).nullable().default(null),
})

export function writeAnswer(answer: StoredAnswer): string {
  return JSON.stringify({ ...answer, body: answer.body.toString('base64') })
}

export function readAnswer(text: string | null): StoredAnswer | null {
  if (text === null) return null
  try {
    const { body, ...answer } = shape.parse(JSON.parse(text))
    return { ...answer, body: Buffer.from(body, 'base64') }
  } catch {
    return null
  }
}
