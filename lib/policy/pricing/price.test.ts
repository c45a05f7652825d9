import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costOf, mostOf, type Price, priceAt } from '@/lib/policy/pricing/price'
import { inputTokensOf, noTokens, outputTokensOf } from '@/lib/policy/pricing/tokens'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const perMillion = {
  input: 150_000_000n,
  cacheRead: 75_000_000n,
  cacheWrite: null,
  output: 600_000_000n,
  reasoning: null,
  audioIn: null,
  audioOut: null,
  image: null,
}
const price = (id: string, from: string, backendId: string | null = null): Price => ({
  id,
  model: 'gpt-4o-mini',
  backendId,
  currency: 'USD',
  effectiveFromMs: Date.parse(from),
  perMillion,
})

describe('a price', () => {
  it('is the latest whose date has come, one for the backend before one for any', () => {
    const prices = [price('new', '2026-12-01'), price('here', '2026-02-01', 'b1'), price('old', '2026-01-01')]
    expect(priceAt(prices, null, Date.parse('2026-11-01'))?.id).toBe('old')
    expect(priceAt(prices, 'b1', Date.parse('2026-11-01'))?.id).toBe('here')
    expect(priceAt(prices, 'b2', Date.parse('2026-12-02'))?.id).toBe('new')
    expect(priceAt(prices, null, Date.parse('2025-11-01'))).toBeNull()
  })

  it('costs each class once, and rounds once', () => {
    const tokens = { ...noTokens, input: 1_000, cacheRead: 200, output: 50, reasoning: 7 }
    expect(costOf(price('p', '2026-01-01'), tokens)).toBe(150_000n + 15_000n + 30_000n + 4_200n)
    const third = { ...price('p', '2026-01-01'), perMillion: { ...perMillion, input: 333_333n } }
    expect(costOf(third, { ...noTokens, input: 2 })).toBe(1n)
  })

  it('is unknown for images without a price, never zero', () => {
    expect(costOf(price('p', '2026-01-01'), { ...noTokens, images: 1 })).toBeNull()
  })

  it('holds at least what any split of the same tokens can cost', () => {
    const n = fc.nat(100_000)
    fc.assert(
      fc.property(n, n, n, n, (input, cacheRead, output, reasoning) => {
        const tokens = { ...noTokens, input, cacheRead, output, reasoning }
        const cost = costOf(price('p', '2026-01-01'), tokens) ?? 0n
        expect(mostOf(price('p', '2026-01-01'), inputTokensOf(tokens), outputTokensOf(tokens))).toBeGreaterThanOrEqual(cost)
      }),
    )
  })
})
