import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costsOf, differenceOf, summed, type UsageGroup, usageSums } from '@/lib/policy/statements/statement-lines'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const group: fc.Arbitrary<UsageGroup> = fc.record({
  day: fc.constantFrom('2027-04-01', '2027-04-30'),
  productId: fc.constant('p'),
  subscriptionId: fc.constantFrom('s', 't'),
  model: fc.constantFrom('m', null),
  backendId: fc.constantFrom('b', null),
  sourceId: fc.constantFrom(null, 'rerating', 'commitment'),
  isUsed: fc.constantFrom(null, true, false),
  currency: fc.constantFrom('EUR', 'USD'),
  ...(Object.fromEntries(usageSums.map((name) => [name, fc.bigInt(-(2n ** 62n), 2n ** 62n)])) as Record<
    (typeof usageSums)[number],
    fc.Arbitrary<bigint>
  >),
})

describe('what a later statement says of a closed month', () => {
  it('makes up, with what was said before, exactly what is known', () => {
    fc.assert(
      fc.property(fc.array(group), fc.array(group), (known, stated) => {
        const late = differenceOf(known, stated)
        expect(differenceOf(known, [...stated, ...late])).toEqual([])
        for (const [currency, cost] of costsOf(known)) expect(costsOf([...stated, ...late]).get(currency) ?? 0n).toBe(cost)
      }),
    )
  })

  it('says nothing where both agree, however they were split', () => {
    fc.assert(
      fc.property(fc.array(group), (groups) => {
        expect(differenceOf(groups, summed(groups))).toEqual([])
      }),
    )
  })

  it('has one line for each day, subscription, model, backend and currency', () => {
    fc.assert(
      fc.property(fc.array(group), (groups) => {
        const keys = summed(groups).map(({ day, subscriptionId, model, backendId, currency, sourceId, isUsed }) =>
          [day, subscriptionId, model, backendId, currency, sourceId, isUsed].join(' '),
        )
        expect(new Set(keys).size).toBe(keys.length)
      }),
    )
  })
})
