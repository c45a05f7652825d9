import { expect, test } from 'vitest'
import { describeMoney } from '@/components/ui/money-text'
import { countOf, describeShare, describeShortly } from '@/components/ui/number-text'

test('money is short to read: cents, or three figures where cents would say nothing', () => {
  expect(describeMoney('9.85226167', 'USD')).toBe('$9.85')
  expect(describeMoney('0.000096', 'USD')).toBe('$0.000096')
  expect(describeMoney('0', 'USD')).toBe('$0.00')
  expect(describeMoney('-1234567.891', 'EUR')).toBe('-€1,234,567.89')
})

test('an amount larger than a float can hold keeps every digit', () => {
  expect(describeMoney('123456789012.99', 'USD')).toBe('$123,456,789,012.99')
})

test('counts and shares are grammatical and honest', () => {
  expect([countOf(1, 'key'), countOf(3, 'key'), countOf(2, 'request waits', 'requests wait')]).toEqual([
    '1 key',
    '3 keys',
    '2 requests wait',
  ])
  expect([describeShare(1, 3), describeShare(1, 300), describeShare(1, 1_000_000), describeShare(0, 0)]).toEqual([
    '33%',
    '0.3%',
    '<0.1%',
    '0%',
  ])
  expect([describeShortly(9_999), describeShortly(7_900_000)]).toEqual(['9,999', '7.9M'])
})
