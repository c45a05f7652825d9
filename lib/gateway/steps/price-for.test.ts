import { describe, expect, it } from 'vitest'
import type { ModelEntry } from '@/lib/gateway/catalog'
import { extrasOf } from '@/lib/gateway/operations/extras'
import { billedUnits, namesCost, priceFor } from '@/lib/gateway/steps/price-for'
import type { Contract } from '@/lib/policy/pricing/contract'
import type { Price } from '@/lib/policy/pricing/price'

const perMillion = {
  input: 1n,
  cacheRead: null,
  cacheWrite: null,
  output: 1n,
  reasoning: null,
  audioIn: null,
  audioOut: null,
  image: null,
}
const price: Price = { id: 'p', model: 'm', backendId: null, currency: 'USD', effectiveFromMs: 0, perMillion }
const model = { prices: [price] } as unknown as ModelEntry
const callWith = (contracts: Partial<Contract>[]) =>
  ({
    key: { product: { id: 'chat' }, subscription: { tenant: { lineage: ['team', 'division'] } } },
    snapshot: {
      backends: new Map([['b', { provider: 'openai' }]]),
      contracts: contracts.map((one) => ({
        kind: 'discount',
        tenantId: null,
        productId: null,
        provider: null,
        effectiveFromMs: 0,
        ...one,
      })),
    },
  }) as unknown as Parameters<typeof priceFor>[0]

describe('the price a call is billed at', () => {
  it('is the list price itself where nothing was agreed on', () => {
    expect(priceFor(callWith([]), model, 'b', 1)).toBe(price)
    expect(priceFor(callWith([{ tenantId: 'other', ppm: 5 }]), model, 'b', 1)).toBe(price)
  })

  it('has the terms of who pays, what for, and whose backend answers', () => {
    for (const scope of [{ tenantId: 'division' }, { productId: 'chat' }, { provider: 'openai' }])
      expect(priceFor(callWith([{ ...scope, ppm: 250_000 }]), model, 'b', 1)?.terms?.factor).toBe(750_000n * 1_000_000n)
    expect(priceFor(callWith([{ provider: 'anthropic', ppm: 250_000 }]), model, 'b', 1)).toBe(price)
  })
})

describe('a call that waits like a batch', () => {
  const flex = extrasOf({ service_tier: 'flex' })

  it('costs what the price says of batches, and is unknown where it says nothing', () => {
    expect(namesCost(flex, price)).toBe(false)
    expect(namesCost(flex, { ...price, batchPpm: 500_000n })).toBe(true)
    expect(billedUnits(flex, undefined)).toEqual([{ kind: 'batch', amount: 1 }])
    expect(billedUnits(flex, [{ kind: 'searches', amount: 2 }])).toHaveLength(2)
  })

  it('is none of another tier, whose price nobody knows', () => {
    const priority = extrasOf({ service_tier: 'priority' })
    expect(namesCost(priority, { ...price, batchPpm: 500_000n })).toBe(false)
    expect(billedUnits(priority, undefined)).toBeUndefined()
    expect(namesCost(extrasOf({ service_tier: 'default' }), price)).toBe(true)
  })
})

it('knows the cost of speech where the price names its characters', () => {
  const speech = { unbounded: 'input', isUnpriced: true, billedBy: 'characters' }
  expect(namesCost(speech, price)).toBe(false)
  expect(namesCost(speech, { ...price, perUnit: { characters: 15_000n } })).toBe(true)
})
