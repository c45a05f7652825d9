import { describe, expect, it } from 'vitest'
import { type CallScope, countKeyOf, indexLimits, limitsOf } from '@/lib/policy/limits/applicable'
import type { CountBy, Limit, LimitScope } from '@/lib/policy/limits/limit'

const call: CallScope = {
  tenantIds: ['team', 'department', 'company'],
  productId: 'product',
  subscriptionId: 'subscription',
  keyId: 'key',
  userId: 'user',
  model: 'gpt-4o',
}

function limit(scope: LimitScope, countBy: CountBy = 'platform'): Limit {
  return {
    id: JSON.stringify(scope),
    name: '',
    scope,
    countBy,
    measure: 'tokens',
    window: { kind: 'rate', seconds: 60 },
    amount: 1,
    currency: null,
    mode: 'strict',
    onExceed: 'refuse',
    waitMs: 0,
    unpriced: 'refuse',
    quotaStatus: 403,
    storeDown: 'local',
    raised: null,
    resetAtMs: 0,
    resets: new Map(),
  }
}

const meets = (scope: LimitScope, by: CallScope = call) => limitsOf(indexLimits([limit(scope)]), by).length === 1

describe('where a limit applies', () => {
  it('is what its scope names, all of it', () => {
    const own: LimitScope = {
      tenantId: 'team',
      productId: 'product',
      subscriptionId: 'subscription',
      keyId: 'key',
      userId: 'user',
      model: 'gpt-4o',
    }
    expect(meets({})).toBe(true)
    expect(meets(own)).toBe(true)
    for (const name of Object.keys(own) as (keyof LimitScope)[]) {
      expect([name, meets({ [name]: own[name] }), meets({ [name]: 'another' }), meets({ ...own, [name]: 'another' })]).toEqual([
        name,
        true,
        false,
        false,
      ])
    }
  })

  it('on a tenant takes in its children, on a child not its parent', () => {
    expect(meets({ tenantId: 'company' })).toBe(true)
    expect(meets({ tenantId: 'team' }, { ...call, tenantIds: ['department', 'company'] })).toBe(false)
  })

  it('on a model or user is met by no other, and listed for a key whatever it asks for', () => {
    expect(meets({ userId: 'user' }, { ...call, userId: null })).toBe(false)
    expect(meets({ model: 'gpt-4o' }, { ...call, model: 'o4-mini' })).toBe(false)
    expect(meets({ model: 'gpt-4o' }, { ...call, model: null })).toBe(true)
  })
})

describe('what a limit counts by', () => {
  const keyOf = (countBy: CountBy, scope: LimitScope = {}, header = (_name: string): string | undefined => undefined) =>
    countKeyOf(limit(scope, countBy), call, header)

  it('has a counter for each value of it', () => {
    expect(
      (['platform', 'tenant', 'product', 'subscription', 'key', 'user', 'model'] as const).map((countBy) => keyOf(countBy)),
    ).toEqual(['', 'team', 'product', 'subscription', 'key', 'user', 'gpt-4o'])
  })

  it("is one counter for a tenant's limit and its children", () => {
    expect(keyOf('tenant', { tenantId: 'company' })).toBe('company')
  })

  it('may be a header: absent is a value too, and a long one is cut', () => {
    const header = (name: string) => (name === 'x-team' ? 'blue' : undefined)
    expect(keyOf('header:x-team', {}, header)).toBe('blue')
    expect(keyOf('header:x-other', {}, header)).toBe('')
    expect(keyOf('header:x-team', {}, () => 'y'.repeat(500))).toHaveLength(128)
  })
})
