import { describe, expect, it } from 'vitest'
import { noTokens } from '@/lib/policy/pricing/tokens'
import { type BookedCall, type KnownPrice, rateAgain } from '@/lib/policy/rerating/rerate'

const perMillion = {
  input: 2_000_000_000n,
  cacheRead: null,
  cacheWrite: null,
  output: 8_000_000_000n,
  reasoning: null,
  audioIn: null,
  audioOut: null,
  image: null,
}
const price = (more: Partial<KnownPrice> = {}): KnownPrice => ({
  id: 'p',
  model: 'm',
  backendId: null,
  currency: 'USD',
  effectiveFromMs: 0,
  createdAtMs: 0,
  perMillion,
  ...more,
})
const call = (more: Partial<BookedCall> = {}): BookedCall => ({
  startedAtMs: 100,
  tenantIds: ['t'],
  productId: 'p',
  backendId: 'b',
  provider: 'openai',
  measured: 'measured',
  tokens: { ...noTokens, input: 1_000_000 },
  units: [],
  currency: 'USD',
  costNano: 3_000_000_000n,
  ...more,
})
const rated = (given: BookedCall, prices: KnownPrice[], contracts = []) =>
  rateAgain(given, { prices, contracts })?.costNano ?? null

describe('a call that is rated again', () => {
  it('costs what the gateway would bill now; what agrees already stays', () => {
    expect(rated(call(), [price()])).toBe(2_000_000_000n)
    expect(rated(call({ costNano: 2_000_000_000n }), [price()])).toBeNull()
    expect(rated(call(), [price({ effectiveFromMs: 101 })])).toBeNull()
    expect(rated(call({ measured: 'none', costNano: 0n }), [price()])).toBeNull()
    expect(rateAgain(call(), { prices: [price({ currency: 'EUR' })], contracts: [] })).toEqual({
      currency: 'EUR',
      costNano: 2_000_000_000n,
    })
  })

  it('gets a price where there was none', () => {
    expect(rated(call({ costNano: null, currency: null }), [price({ createdAtMs: 101 })])).toBe(2_000_000_000n)
  })

  it('stays unknown where the price of its time did not say what it was billed by, unless this one does', () => {
    const unknown = call({ costNano: null, units: [{ kind: 'characters', amount: 1_000 }], tokens: noTokens })
    expect(rated(unknown, [price()])).toBeNull()
    expect(rated(unknown, [price({ createdAtMs: 101, perUnit: { characters: 15n } }), price()])).toBe(15_000n)
  })

  it('costs nothing where a commitment has paid for it', () => {
    const free = Object.fromEntries(Object.keys(perMillion).map((name) => [name, 0n])) as unknown as typeof perMillion
    expect(rated(call(), [price({ id: null, backendId: 'b', untilMs: 200, perMillion: free }), price()])).toBe(0n)
  })
})
