import { expect, test } from 'vitest'
import { usageRows, valuesOf } from '@/components/reports/usage-rows'

const point = {
  at: '2026-11-02T00:00:00.000Z',
  calls: 3,
  answered: 2,
  refused: 1,
  failed: 0,
  inputTokens: 10,
  outputTokens: 5,
  totalTokens: 15,
  unpricedCalls: 0,
  costs: [{ currency: 'USD', cost: '0.25' }],
}

test('a day without calls is a row too, so that quiet looks quiet', () => {
  const usage = { from: '2026-11-01T08:00:00.000Z', to: '2026-11-03T08:00:00.000Z', bucket: 'day' as const, points: [point] }
  expect(usageRows(usage, valuesOf('calls', 'USD'))).toEqual([
    { label: '1 Nov', values: {} },
    { label: '2 Nov', values: { answered: 2, refused: 1, failed: 0 } },
    { label: '3 Nov', values: {} },
  ])
})

test('cost is drawn in one currency and never adds another', () => {
  const mixed = { ...point, costs: [...point.costs, { currency: 'EUR', cost: '9' }] }
  expect(valuesOf('cost', 'USD')(mixed)).toEqual({ cost: 0.25 })
})
