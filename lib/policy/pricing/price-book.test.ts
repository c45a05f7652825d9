import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Contract, termsAt, withTerms } from '@/lib/policy/pricing/contract'
import { costOf, mostOf, type Price, priceAt } from '@/lib/policy/pricing/price'
import { inputTokensOf, noTokens, outputTokensOf } from '@/lib/policy/pricing/tokens'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const perMillion = {
  input: 1_250_000_000n,
  cacheRead: 310_000_000n,
  cacheWrite: null,
  output: 10_000_000_000n,
  reasoning: null,
  audioIn: null,
  audioOut: null,
  image: null,
}
const price: Price = { id: 'p', model: 'm', backendId: null, currency: 'USD', effectiveFromMs: 0, perMillion }
const tiered: Price = {
  ...price,
  tiers: [
    { above: 500_000, perMillion: { ...perMillion, input: 5_000_000_000n } },
    { above: 200_000, perMillion: { ...perMillion, input: 2_500_000_000n, output: 15_000_000_000n } },
  ],
}

describe('a price book', () => {
  it('bills what is written to be kept for an hour at its own price, else like what is kept for minutes', () => {
    const tokens = { ...noTokens, cacheWrite: 1_000_000, cacheWrite1h: 1_000_000 }
    const own = { ...price, perMillion: { ...perMillion, cacheWrite: 3n, cacheWrite1h: 7n } }
    expect(costOf(own, tokens)).toBe(10n)
    expect(costOf({ ...price, perMillion: { ...perMillion, cacheWrite: 3n } }, tokens)).toBe(6n)
  })

  it('bills all of a call at the tier of its whole prompt, whatever class it is of', () => {
    const at = (input: number, cacheRead: number) => costOf(tiered, { ...noTokens, input, cacheRead, output: 1_000_000 })
    expect(at(200_000, 0)).toBe(250_000_000n + 10_000_000_000n)
    expect(at(100_000, 100_001)).toBe(250_000_000n + 31_000_310n + 15_000_000_000n)
    expect(at(600_000, 0)).toBe(3_000_000_000n + 10_000_000_000n)
  })

  it('bills units on top of tokens, seconds to the thousandth', () => {
    const speech: Price = { ...price, perUnit: { characters: 15_000n, seconds: 100_000n, images: 40_000_000n } }
    expect(costOf(speech, noTokens, [{ kind: 'characters', amount: 200 }])).toBe(3_000_000n)
    expect(costOf(speech, { ...noTokens, input: 1_000_000 }, [{ kind: 'seconds', amount: 1.5 }])).toBe(1_250_150_000n)
    expect(costOf(speech, { ...noTokens, images: 2 }, [{ kind: 'images', amount: 2 }])).toBe(80_000_000n)
    expect(costOf(speech, noTokens, [{ kind: 'searches', amount: 9 }])).toBe(0n)
  })

  it('bills a batch its share', () => {
    const tokens = { ...noTokens, input: 1_000_000 }
    const half = { ...price, batchPpm: 500_000n }
    expect(costOf(half, tokens, [{ kind: 'batch', amount: 1 }])).toBe(625_000_000n)
    expect(costOf(half, tokens)).toBe(1_250_000_000n)
    expect(costOf(price, tokens, [{ kind: 'batch', amount: 1 }])).toBe(1_250_000_000n)
  })

  it('ends where it says so', () => {
    const paid: Price = { ...price, id: null, backendId: 'b', effectiveFromMs: 10, untilMs: 20 }
    expect([9, 10, 19, 20].map((at) => priceAt([paid, price], 'b', at)?.id)).toEqual(['p', null, null, 'p'])
  })
})

const contract = (given: Partial<Contract>): Contract => ({
  id: 'c',
  kind: 'discount',
  tenantId: null,
  productId: null,
  provider: null,
  ppm: 0,
  effectiveFromMs: 0,
  ...given,
})

describe('a contract', () => {
  const scope = { tenantIds: ['team', 'division'], productId: 'chat', provider: 'openai' }
  const costAt = (contracts: Contract[], atMs = 100) =>
    costOf(withTerms(price, termsAt(contracts, scope, atMs)), { ...noTokens, input: 1_000_000 })

  it('takes off its discount and adds its margin, and rounds once', () => {
    const both = [
      contract({ provider: 'openai', ppm: 200_000 }),
      contract({ kind: 'margin', tenantId: 'division', ppm: 100_000 }),
    ]
    expect(costAt(both)).toBe(1_100_000_000n)
    const third = withTerms(price, termsAt([contract({ provider: 'openai', ppm: 333_333 })], scope, 0))
    // 3 × 1250 × 0.666667 = 2500.00125: rounded before the discount it would be the same, after it only once.
    expect(costOf(third, { ...noTokens, input: 3 })).toBe(2_500n)
  })

  it('gives way to a closer one, and to a later one of the same', () => {
    const wide = contract({ provider: 'openai', ppm: 100_000 })
    const product = contract({ productId: 'chat', ppm: 200_000 })
    const division = contract({ tenantId: 'division', ppm: 300_000 })
    const team = contract({ tenantId: 'team', ppm: 400_000 })
    const closest = contract({ tenantId: 'team', productId: 'chat', ppm: 500_000 })
    const ended = contract({ tenantId: 'team', productId: 'chat', ppm: 0, effectiveFromMs: 50 })
    const shares = [[wide], [wide, product], [product, division], [division, team], [team, closest], [closest, ended, team]]
    expect(shares.map((contracts) => costAt(contracts))).toEqual([
      1_125_000_000n,
      1_000_000_000n,
      875_000_000n,
      750_000_000n,
      625_000_000n,
      1_250_000_000n,
    ])
    expect(costAt([closest, ended], 49)).toBe(625_000_000n)
  })

  it('is about nobody else, and not before its day', () => {
    const others = [
      contract({ tenantId: 'other', ppm: 1_000 }),
      contract({ productId: 'images', ppm: 1_000 }),
      contract({ provider: 'anthropic', ppm: 1_000 }),
      contract({ tenantId: 'team', ppm: 1_000, effectiveFromMs: 101 }),
    ]
    expect(termsAt(others, scope, 100)).toBeNull()
    expect(withTerms(price, null)).toBe(price)
  })

  it('makes the same price of the same terms', () => {
    const terms = termsAt([contract({ provider: 'openai', ppm: 1 })], scope, 0)
    expect(withTerms(price, terms)).toBe(withTerms(price, terms))
  })
})

it('holds at least what any split of the same tokens can cost, tiers and contracts included', () => {
  const n = fc.nat(700_000)
  fc.assert(
    fc.property(n, n, n, n, fc.nat(1_000_000), fc.nat(5_000_000), (input, cacheRead, cacheWrite1h, output, discount, margin) => {
      const tokens = { ...noTokens, input, cacheRead, cacheWrite1h, output }
      const contracts = [contract({ productId: 'x', ppm: discount }), contract({ kind: 'margin', productId: 'x', ppm: margin })]
      const agreed = withTerms(tiered, termsAt(contracts, { tenantIds: [], productId: 'x', provider: null }, 0))
      const cost = costOf(agreed, tokens) ?? 0n
      expect(mostOf(agreed, inputTokensOf(tokens), outputTokensOf(tokens))).toBeGreaterThanOrEqual(cost)
    }),
  )
})
