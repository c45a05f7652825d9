import { expect, it } from 'vitest'
import { describeBudget, describeMethod } from '@/components/budgets/words'
import type { Budget, BudgetState } from '@/lib/contracts/budget'

const state: BudgetState = {
  period: '2026-11',
  spent: '81.2',
  expected: '120',
  low: '110',
  high: '131',
  spentPercent: 81.2,
  expectedPercent: 120,
  usedUpOn: '2026-11-25',
  method: 'weekdays',
  notCounted: [],
  at: '2026-11-15T12:00:00Z',
}
const budget = { amount: '100', currency: 'USD', state } as Budget

it('says how a budget stands', () => {
  expect(describeBudget(budget)).toBe(
    '$81.20 of $100.00 is spent in November 2026, likely $120.00 at its end: it would be used up on 25 Nov 2026.',
  )
  const over = { ...budget, state: { ...state, spent: '101', spentPercent: 101, usedUpOn: '2026-11-09' } }
  expect(describeBudget(over)).toBe('$101.00 of $100.00 is spent in November 2026: it was used up on 9 Nov 2026.')
  expect(describeBudget({ ...budget, state: null })).toContain('within a minute')
})

it('says how the forecast was made and how far off it was', () => {
  expect(describeMethod({ state, errors: { weekdays: 0.06, asLastWeek: 0.08, asLastMonth: 0.1 } })).toBe(
    'Told by weekday and by how it grows: tried on days already known it was off by 6%, “as the last 30 days were” by 10%, “as last week was” by 8%.',
  )
  expect(describeMethod({ state, errors: { weekdays: null, asLastWeek: null, asLastMonth: null } })).toContain('too few days')
})
