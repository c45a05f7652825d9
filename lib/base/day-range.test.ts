import { expect, it } from 'vitest'
import {
  dayCount,
  daysOf,
  kindOfRange,
  monthsOf,
  periodOfDay,
  rangeBefore,
  rangeName,
  rangeOfPeriod,
  rangeTitle,
} from '@/lib/base/day-range'

const range = (first: string, last: string) => ({ first, last })

it('reads months, quarters and years, leap years too, and nothing else', () => {
  expect(rangeOfPeriod('2028-02')).toEqual(range('2028-02-01', '2028-02-29'))
  expect(rangeOfPeriod('2026-Q4')).toEqual(range('2026-10-01', '2026-12-31'))
  expect(rangeOfPeriod('2026')).toEqual(range('2026-01-01', '2026-12-31'))
  for (const other of ['2026-13', '2026-Q5', '26', '2026-1', 'now', '2026-11-01']) expect(rangeOfPeriod(other)).toBeNull()
})

it('compares a whole period with the one before, and some days with as many before', () => {
  expect(rangeBefore(range('2026-03-01', '2026-03-31'))).toEqual(range('2026-02-01', '2026-02-28'))
  expect(rangeBefore(range('2026-01-01', '2026-03-31'))).toEqual(range('2025-10-01', '2025-12-31'))
  expect(rangeBefore(range('2026-01-01', '2026-12-31'))).toEqual(range('2025-01-01', '2025-12-31'))
  expect(rangeBefore(range('2026-03-01', '2026-03-30'))).toEqual(range('2026-01-30', '2026-02-28'))
})

it('knows days, months and what they are called', () => {
  expect(dayCount(range('2026-02-27', '2026-03-01'))).toBe(3)
  expect(daysOf(range('2026-02-27', '2026-03-01'))).toEqual(['2026-02-27', '2026-02-28', '2026-03-01'])
  expect(monthsOf(range('2025-12-31', '2026-02-01'))).toEqual(['2025-12', '2026-01', '2026-02'])
  expect(kindOfRange(range('2026-11-01', '2026-11-29'))).toBeNull()
  expect(['month', 'quarter', 'year'].map((kind) => periodOfDay(kind as 'month', '2026-05-31'))).toEqual([
    '2026-05',
    '2026-Q2',
    '2026',
  ])
  expect(
    [range('2026-11-01', '2026-11-30'), range('2026-10-01', '2026-12-31'), range('2026-01-01', '2026-12-31')].map(rangeTitle),
  ).toEqual(['November 2026', 'Q4 2026', '2026'])
  expect(rangeTitle(range('2026-11-01', '2026-11-15'))).toBe('1 Nov 2026 to 15 Nov 2026')
  expect(rangeTitle(range('2026-11-02', '2026-11-02'))).toBe('2 Nov 2026')
  expect([rangeName(range('2026-10-01', '2026-12-31')), rangeName(range('2026-11-01', '2026-11-15'))]).toEqual([
    '2026-Q4',
    '2026-11-01-to-2026-11-15',
  ])
})
