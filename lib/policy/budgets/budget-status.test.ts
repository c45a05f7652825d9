import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daysOf, shiftDay } from '@/lib/base/day-range'
import { NANO } from '@/lib/base/money'
import { budgetStatus, reachedThresholds } from '@/lib/policy/budgets/budget-status'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const range = { first: '2026-11-01', last: '2026-11-30' }
const each = (first: string, last: string, nano: bigint) => new Map(daysOf({ first, last }).map((day) => [day, nano]))

describe('a budget', () => {
  it('expects the rest of its month to cost what days cost, and says when it will be used up', () => {
    const status = budgetStatus({
      amountNano: 250n * NANO,
      range,
      today: '2026-11-11',
      spentByDay: each('2026-08-01', '2026-11-10', 10n * NANO),
    })
    expect(status).toMatchObject({ spentNano: 100n * NANO, expectedNano: 300n * NANO, usedUpOn: '2026-11-25' })
    expect(status.days[9]).toEqual({ day: '2026-11-10', spentNano: 10n * NANO, expectedNano: null })
    expect(status.days[10]).toEqual({ day: '2026-11-11', spentNano: 0n, expectedNano: 10n * NANO })
  })

  it('counts what today has cost already, where that is more than usual', () => {
    const spentByDay = each('2026-08-01', '2026-11-29', 10n * NANO).set('2026-11-30', 70n * NANO)
    const status = budgetStatus({ amountNano: 250n * NANO, range, today: '2026-11-30', spentByDay })
    expect(status).toMatchObject({ spentNano: 360n * NANO, expectedNano: 360n * NANO, usedUpOn: '2026-11-25' })
  })

  it('is what it came to once its period is over, and has nothing uncertain any more', () => {
    const status = budgetStatus({
      amountNano: 400n * NANO,
      range,
      today: '2026-12-04',
      spentByDay: each('2026-11-01', '2026-12-03', 10n * NANO),
    })
    const all = 300n * NANO
    expect(status).toMatchObject({ spentNano: all, expectedNano: all, lowNano: all, highNano: all, usedUpOn: null })
  })

  it('lasts where nothing is known yet', () => {
    expect(budgetStatus({ amountNano: 1n, range, today: '2026-11-01', spentByDay: new Map() })).toMatchObject({
      spentNano: 0n,
      expectedNano: 0n,
      usedUpOn: null,
    })
  })

  it('never expects less than is spent, and always lies between its bounds', () => {
    const costs = fc.array(fc.bigInt(0n, 10n ** 15n), { minLength: 1, maxLength: 100 })
    fc.assert(
      fc.property(costs, fc.integer({ min: 0, max: 29 }), (amounts, offset) => {
        const today = shiftDay(range.first, offset)
        const spentByDay = new Map(amounts.map((amount, back) => [shiftDay(today, -back), amount]))
        const { spentNano, expectedNano, lowNano, highNano } = budgetStatus({ amountNano: NANO, range, today, spentByDay })
        expect(expectedNano >= spentNano).toBe(true)
        expect(lowNano >= spentNano && lowNano <= expectedNano && highNano >= expectedNano).toBe(true)
      }),
    )
  })
})

it('reaches a threshold at its very per cent, on what is spent and on what is expected apart', () => {
  const budget = { thresholds: [50, 80, 100], forecastThresholds: [100, 120], amountNano: 1_000n }
  expect(reachedThresholds(budget, { spentNano: 799n, expectedNano: 1_199n })).toEqual([
    { kind: 'actual', threshold: 50 },
    { kind: 'forecast', threshold: 100 },
  ])
  expect(reachedThresholds(budget, { spentNano: 800n, expectedNano: 800n })).toEqual([
    { kind: 'actual', threshold: 50 },
    { kind: 'actual', threshold: 80 },
  ])
})
