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
  operation: 'chat.completions',
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

  it.each([
    ['a batch call without a batch price', { units: [{ kind: 'batch', amount: 1 }] }, {}],
    [
      'pages at a price of calls',
      { operation: 'service', tokens: noTokens, units: [{ kind: 'pages', amount: 9 }] },
      { perUnit: { calls: 1n } },
    ],
    [
      'a service that did not say its units',
      { operation: 'service', measured: 'estimated', tokens: noTokens },
      { perUnit: { pages: 1n } },
    ],
    ['a recording of unknown length', { operation: 'transcriptions', measured: 'estimated' }, { perUnit: { seconds: 1n } }],
  ] as const)('stays as it was, unknown or billed, where the price does not say its cost: %s', (_what, more, named) => {
    const prices = [price({ createdAtMs: 101, ...named })]
    expect(rated(call({ ...more, costNano: null, currency: null }), prices)).toBeNull()
    expect(rated(call(more), prices)).toBeNull()
  })

  it('is billed by its units, or as a batch, where the price says so', () => {
    const pages = call({ operation: 'service', tokens: noTokens, units: [{ kind: 'pages', amount: 9 }], costNano: null })
    expect(rated(pages, [price({ createdAtMs: 101, perUnit: { pages: 2n } })])).toBe(18n)
    const batch = call({ units: [{ kind: 'batch', amount: 1 }], costNano: null })
    expect(rated(batch, [price({ createdAtMs: 101, batchPpm: 500_000n })])).toBe(1_000_000_000n)
    const said = call({ operation: 'transcriptions', units: [{ kind: 'seconds', amount: 3 }] })
    expect(rated(said, [price()]), 'tokens the answer gave').toBe(2_000_000_000n)
  })

  it('costs nothing where a commitment has paid for it', () => {
    const free = Object.fromEntries(Object.keys(perMillion).map((name) => [name, 0n])) as unknown as typeof perMillion
    expect(rated(call(), [price({ id: null, backendId: 'b', untilMs: 200, perMillion: free }), price()])).toBe(0n)
  })
})
