import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideRoute, type RouteFacts, type RouteModel } from '@/lib/policy/routing/decide-route'
import { routeOf, routesOf } from '@/lib/policy/routing/model-route'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const model = (name: string, more: Partial<RouteModel> = {}): RouteModel => ({
  name,
  capabilities: new Set(['chat']),
  contextWindow: 1_000,
  cost: null,
  latencyMs: null,
  ...more,
})

const models = new Map(
  [
    model('large', { cost: 90n, latencyMs: 900 }),
    model('small', { cost: 10n, latencyMs: 300, capabilities: new Set(['chat', 'tools']) }),
    model('quick', { cost: 20n, latencyMs: 100 }),
    model('long', { contextWindow: 100_000 }),
  ].map((one) => [one.name, one]),
)

const facts: RouteFacts = {
  header: () => undefined,
  claims: null,
  promptTokens: 100,
  maxOutput: null,
  needs: ['chat'],
  budgetUsedPercent: null,
  place: 0,
}

const decide = (stored: object, more: Partial<RouteFacts> = {}) =>
  decideRoute(routeOf({ model: 'large', ...stored }), { ...facts, ...more }, (name) => models.get(name) ?? null)

const all = ['large', 'small', 'quick'].map((name) => ({ model: name, weight: 1 }))

describe('which model answers', () => {
  it('is the one that was asked for where nothing says otherwise', () => {
    expect(decide({})).toEqual({ model: 'large', why: 'as asked' })
    expect(routesOf([])).toBeNull()
  })

  it('is said by the first rule whose conditions all hold', () => {
    const rules = [
      { model: 'small', header: { name: 'X-Tier', value: 'free' }, promptTokensUnder: 50 },
      { model: 'long', promptTokensOver: 500 },
      { model: 'quick', budgetUsedPercent: 80 },
    ]
    const free = { header: (name: string) => (name === 'x-tier' ? 'free' : undefined) }
    expect(decide({ rules }, { ...free, promptTokens: 10 })).toEqual({
      model: 'small',
      why: 'rule 1: x-tier is free, fewer than 50 tokens',
    })
    expect(decide({ rules }, free).model).toBe('large')
    expect(decide({ rules }, { promptTokens: 501 })).toEqual({ model: 'long', why: 'rule 2: more than 500 tokens' })
    expect(decide({ rules }, { budgetUsedPercent: 79.9 }).model).toBe('large')
    expect(decide({ rules }, { budgetUsedPercent: 80.4 })).toEqual({ model: 'quick', why: 'rule 3: 80 % of a budget used' })
  })

  it('is said by a claim of the caller’s token, and by no header of that name', () => {
    const rules = [{ model: 'small', claim: { name: 'groups', value: 'trial' } }]
    expect(decide({ rules }, { claims: { groups: ['staff', 'trial'] } })).toEqual({
      model: 'small',
      why: 'rule 1: the claim groups has trial',
    })
    expect(decide({ rules }, { claims: { groups: 'staff' } }).model).toBe('large')
    expect(decide({ rules }, { header: () => 'trial' }).model).toBe('large')
  })

  it('is the cheapest or the fastest of those that can', () => {
    expect(decide({ choose: 'cheapest', targets: all }).model).toBe('small')
    expect(decide({ choose: 'fastest', targets: all }).model).toBe('quick')
    expect(decide({ choose: 'cheapest', targets: all }, { needs: ['chat', 'tools'] }).model).toBe('small')
    expect(decide({ choose: 'fastest', targets: all }, { needs: ['chat', 'tools'] }).model).toBe('small')
    // What nobody has measured or priced comes last.
    expect(decide({ choose: 'cheapest', targets: [{ model: 'long', weight: 1 }, ...all] }).model).toBe('small')
    // Nobody can: as asked, and the provider says why not.
    expect(decide({ targets: all }, { needs: ['vision'] }).model).toBe('large')
  })

  it('is one with room where the prompt is too long for the one asked for', () => {
    const fallbacks = [
      { model: 'quick', on: ['context'] },
      { model: 'long', on: ['context'] },
    ]
    expect(decide({ fallbacks }, { promptTokens: 5_000 })).toEqual({ model: 'long', why: 'the prompt is too long for large' })
    expect(decide({ fallbacks }, { promptTokens: 900, maxOutput: 200 }).model).toBe('long')
    expect(decide({ fallbacks: [{ model: 'long', on: ['error'] }] }, { promptTokens: 5_000 }).model).toBe('large')
  })

  it('splits as the weights say, the same for the same place', () => {
    const targets = [
      { model: 'large', weight: 90 },
      { model: 'quick', weight: 10 },
      { model: 'nobody', weight: 900 },
      { model: 'small', weight: 0 },
    ]
    const at = (place: number) => decide({ targets }, { place }).model
    const counts = new Map<string, number>()
    for (let i = 0; i < 1_000; i++) counts.set(at(i / 1_000), (counts.get(at(i / 1_000)) ?? 0) + 1)
    expect(counts).toEqual(
      new Map([
        ['large', 900],
        ['quick', 100],
      ]),
    )
    expect(decide({ targets }, { place: 0.95 }).why).toBe('its share of 10 %, by user')
  })

  it('is always one that exists and can, where there is one', () => {
    const target = fc.record({ model: fc.constantFrom(...models.keys(), 'nobody'), weight: fc.nat({ max: 9 }) })
    const choose = fc.constantFrom('split' as const, 'cheapest' as const, 'fastest' as const)
    const place = fc.double({ min: 0, max: 0.999999, noNaN: true })
    fc.assert(
      fc.property(fc.array(target, { maxLength: 5 }), choose, place, fc.nat({ max: 2_000 }), (targets, how, at, promptTokens) => {
        const found = models.get(decide({ targets, choose: how }, { place: at, promptTokens }).model)
        const canAny = targets.some((one) => (models.get(one.model)?.contextWindow ?? -1) >= promptTokens)
        expect(found).toBeDefined()
        if (canAny) expect(found?.contextWindow).toBeGreaterThanOrEqual(promptTokens)
      }),
    )
  })
})
