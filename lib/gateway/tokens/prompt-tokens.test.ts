import * as fc from 'fast-check'
import o200k from 'gpt-tokenizer/encoding/o200k_base'
import { beforeAll, describe, expect, it } from 'vitest'
import { PromptTokens } from '@/lib/gateway/tokens/prompt-tokens'
import { addTokenizer, likelyTokens } from '@/lib/gateway/tokens/tokenizer'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

beforeAll(() => addTokenizer('o200k_base', o200k))

const prompt = (...contents: unknown[]) =>
  new PromptTokens('o200k_base', 'chat', { messages: contents.map((content) => ({ role: 'user', content })) })

describe('a prompt', () => {
  it('is counted exactly while it is short', () => {
    const { tokens, likely, isBounded } = prompt('Say hello').sharpen()
    expect(tokens).toBe(3 + 4 + 1 + 2)
    expect([likely, isBounded]).toEqual([tokens, true])
  })

  it('is bounded by its bytes until somebody wants to know it exactly', () => {
    const text = prompt('Say hello to 東京')
    expect([text.tokens, text.isExact]).toEqual([3 + 4 + 4 + Buffer.byteLength('Say hello to 東京'), false])
    const { likely } = text
    expect([text.tokens, text.isExact]).toEqual([3 + 4 + 4 + 19, true])
    expect(text.sharpen().tokens).toBe(likely)
  })

  it('is never bounded below what the tokenizer counts', () => {
    void fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { minLength: 1 }), (contents) => {
        const text = prompt(...contents)
        expect(text.tokens).toBeGreaterThanOrEqual(text.likely)
      }),
    )
  })

  it('is bounded by its bytes, and billed as about a quarter of them, where counting would hold up every other call', () => {
    for (const content of ['a'.repeat(16_384), '漢'.repeat(10_000), 'word '.repeat(10_000)]) {
      const { tokens, likely } = prompt(content).sharpen()
      expect(tokens).toBeGreaterThanOrEqual(Buffer.byteLength(content))
      expect(likely).toBeLessThan(Buffer.byteLength(content) / 3)
    }
  })

  it('shares one budget over all its messages, however many', () => {
    const contents = Array.from({ length: 200 }, (_, i) => `${i} the quick brown fox jumps over the lazy dog `.repeat(40))
    const bytes = contents.reduce((sum, content) => sum + Buffer.byteLength(content), 0)
    // Only the first few are counted; were each given a budget of its own, all would be, at a quarter of their bytes.
    expect(prompt(...contents).sharpen().tokens).toBeGreaterThan(bytes * 0.9)
  })

  it('has no bound where a part holds something by address, whatever else it holds', () => {
    expect(prompt([{ type: 'text', text: '', image_url: { url: 'https://example.com/a.png' } }]).isBounded).toBe(false)
    expect(prompt([{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } }]).isBounded).toBe(true)
  })

  it('counts what stands beside its messages, and texts in the wrong places', () => {
    const text = 'word '.repeat(1_000)
    const body = { messages: [{ role: 'user', content: 'hi' }], documents: [{ text }], metadata: { text } }
    for (const sum of [new PromptTokens('o200k_base', 'chat', body), new PromptTokens('o200k_base', 'chat', body).sharpen()]) {
      expect(sum.tokens).toBeGreaterThan(1_000)
      expect(sum.tokens).toBeLessThan(6_000)
    }
    for (const input of [[{ text }], [[text]], { text }])
      expect(new PromptTokens('o200k_base', 'embeddings', { input: [input] }).sharpen().tokens).toBeGreaterThan(1_000)
    expect(new PromptTokens('o200k_base', 'embeddings', { input: [[1, 2, 3], 4] }).tokens).toBe(4)
    const image = { image_url: { url: 'https://example.com/a.png' } }
    const one = (message: object) => new PromptTokens('o200k_base', 'chat', { messages: [message] })
    expect(one({ role: 'user', content: image }).isBounded).toBe(false)
    expect(one({ role: 'assistant', audio: { id: 'audio_1' } }).isBounded).toBe(false)
  })

  it('is about as long as its words where nobody measured', () => {
    expect(likelyTokens('o200k_base', 'x'.repeat(4_000))).toBe(1_000)
  })
})
