import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocateHour, type CommitmentTerms, summedShares, type Use, weightOf } from '@/lib/policy/commitments/allocate'
import { splitNano } from '@/lib/policy/commitments/split'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

describe('a sum in parts', () => {
  it('adds up to the nano, no part off by more than one, whatever the weights', () => {
    const weights = fc.array(fc.bigInt(0n, 10n ** 12n), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 18n), weights, (total, given) => {
        const whole = given.reduce((sum, weight) => sum + weight, 0n)
        const parts = splitNano(total, given)
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(whole === 0n ? 0n : total)
        for (const [at, part] of parts.entries()) {
          const exact = whole === 0n ? 0n : (total * (given[at] ?? 0n)) / whole
          expect(part - exact === 0n || part - exact === 1n).toBe(true)
        }
      }),
    )
  })

  it('gives what is left to who lost most, the first of equals first', () => {
    expect(splitNano(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n])
    expect(splitNano(10n, [1n, 2n, 4n])).toEqual([1n, 3n, 6n])
  })
})

const terms: CommitmentTerms = {
  hourlyNano: 1_000n,
  perHour: 100n,
  units: 10,
  ownerId: 'central',
  idleRule: 'central',
  reservations: [
    { tenantId: 'a', units: 5 },
    { tenantId: 'b', units: 3 },
  ],
}
const use = (tenantId: string, weight: bigint, day = '2026-10-31'): Use => {
  return { tenantId, day, productId: 'p', subscriptionId: `s-${tenantId}`, model: 'm', weight }
}
const dayOf = (tenantId: string) => (tenantId === 'b' ? '2026-11-01' : '2026-10-31')
const costs = (given: CommitmentTerms, uses: Use[]) =>
  allocateHour(given, uses, dayOf).map(({ tenantId, day, isUsed, costNano }) => [tenantId, day.slice(5), isUsed, costNano])

describe('an hour of provisioned throughput', () => {
  it('is paid by who used it; what was idle by the owner', () => {
    expect(costs(terms, [use('a', 30n), use('b', 10n, '2026-11-01')])).toEqual([
      ['a', '10-31', true, 300n],
      ['b', '11-01', true, 100n],
      ['central', '10-31', false, 600n],
    ])
  })

  it('can be paid idle by reservation, what nobody reserved by the owner', () => {
    expect(costs({ ...terms, idleRule: 'reservation' }, [use('a', 40n)])).toEqual([
      ['a', '10-31', true, 400n],
      ['a', '10-31', false, 300n],
      ['b', '11-01', false, 180n],
      ['central', '10-31', false, 120n],
    ])
  })

  it('can be paid idle by use, and by the owner where nobody used it', () => {
    const byUse: CommitmentTerms = { ...terms, idleRule: 'use' }
    expect(costs(byUse, [use('a', 30n), use('b', 10n)])).toEqual([
      ['a', '10-31', true, 300n],
      ['b', '10-31', true, 100n],
      ['a', '10-31', false, 450n],
      ['b', '10-31', false, 150n],
    ])
    expect(costs(byUse, [])).toEqual([['central', '10-31', false, 1_000n]])
  })

  it('has nothing idle where more is used than it can serve', () => {
    expect(costs(terms, [use('a', 150n), use('b', 50n)])).toEqual([
      ['a', '10-31', true, 750n],
      ['b', '10-31', true, 250n],
    ])
  })

  it('is paid to the nano, by whatever rule', () => {
    const uses = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.bigInt(0n, 200n)), { maxLength: 6 })
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10n ** 15n),
        uses,
        fc.constantFrom('central', 'reservation', 'use'),
        (hourlyNano, given, idleRule) => {
          const shares = allocateHour(
            { ...terms, hourlyNano, idleRule: idleRule as CommitmentTerms['idleRule'] },
            given.map(([tenantId, weight]) => use(tenantId, weight)),
            dayOf,
          )
          expect(summedShares(shares).reduce((sum, { costNano }) => sum + costNano, 0n)).toBe(hourlyNano)
        },
      ),
    )
  })
})

it('weighs an answer’s tokens more than a prompt’s, and what is read from the cache not at all', () => {
  const tokens = {
    input: 10n,
    cacheRead: 1_000n,
    cacheWrite: 1n,
    cacheWrite1h: 2n,
    audioIn: 3n,
    output: 4n,
    reasoning: 5n,
    audioOut: 6n,
  }
  expect(weightOf(tokens, 8)).toBe(16n + 8n * 15n)
})
