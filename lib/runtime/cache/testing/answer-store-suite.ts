/** What every store of kept answers promises, in memory and in Redis alike. */
import { expect, it } from 'vitest'
import type { AnswerStore, StoredAnswer } from '@/lib/gateway/cache/answer-store'
import { tokensOf } from '@/lib/policy/pricing/tokens'

/** A slow machine is no failure. */
export const soon = { timeout: 20_000 }

export function keptAnswer(text: string, more: Partial<StoredAnswer> = {}): StoredAnswer {
  return {
    storedAtMs: 1_000,
    expiresAtMs: 61_000,
    contentType: 'application/json',
    body: Buffer.from(text),
    tokens: tokensOf(3, 4),
    backendId: 'bck',
    dropped: null,
    ...more,
  }
}

export function answerStoreSuite(storeOf: () => AnswerStore): void {
  it('gives back what was kept, byte for byte, under its own key alone', async () => {
    const store = storeOf()
    const bytes = Buffer.from([0, 255, 10, 13, 0x80, 0xe2, 0x82, 0xac])
    const answer = keptAnswer('', { body: bytes, contentType: 'text/event-stream; charset=utf-8', dropped: ['seed', 'user'] })
    store.set('one', answer)
    await expect.poll(() => store.get('one'), soon).toEqual(answer)
    expect(await store.get('two')).toBeNull()
    expect(await store.get('on')).toBeNull()
  })

  it('keeps the later of two', async () => {
    const store = storeOf()
    store.set('again', keptAnswer('first'))
    store.set('again', keptAnswer('second'))
    await expect.poll(async () => (await store.get('again'))?.body.toString(), soon).toBe('second')
  })

  it('never waits for what is kept', () => {
    expect(storeOf().set('soon', keptAnswer('x'))).toBeUndefined()
  })
}
