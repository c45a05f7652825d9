import { expect, test } from 'vitest'
import { lastMonths, readBy, readMonth } from '@/components/finance/months'
import { monthTitle } from '@/lib/base/day-range'

test('the months go back over the turn of the year', () => {
  expect(lastMonths(new Date('2026-02-28T23:00:00Z'), 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-11'])
  expect(monthTitle('2026-02')).toBe('February 2026')
})

test('a URL that names no month or no dimension gets the newest by tenant', () => {
  expect([readMonth('2026-13', ['2026-11']), readMonth('2024-01', ['2026-11']), readBy('colour'), readBy('model')]).toEqual([
    '2026-11',
    '2024-01',
    'tenant',
    'model',
  ])
})
