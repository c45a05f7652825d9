import { describe, expect, it } from 'vitest'
import { daysOf } from '@/lib/base/day-range'
import { driversOf, findAnomalies } from '@/lib/policy/anomalies/find-anomalies'

const year = daysOf({ first: '2026-01-01', last: '2026-06-30' })
const looked = daysOf({ first: '2026-06-17', last: '2026-06-30' })

/** A little noise that is the same each time. */
const noise = (n: number) => 0.9 + 0.2 * (((n * 7919) % 101) / 101)
const tenant = (key: string, amountOf: (day: string, n: number) => number) => ({
  key,
  spentByDay: new Map(year.map((day, n) => [day, BigInt(Math.round(1_000_000 * amountOf(day, n)))])),
})
const isWeekend = (day: string) => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay())
const even = tenant('even', (_day, n) => 100 * noise(n))
const worked = tenant('worked', (day, n) => (isWeekend(day) ? 5 : 100) * noise(n))

describe('spend unlike oneself', () => {
  it('is found, and nothing else: neither weekends nor the usual ups and downs', () => {
    const spiked = tenant('spiked', (day, n) => (day === '2026-06-25' ? 400 : 100) * noise(n))
    const silent = tenant('silent', (day, n) => (day === '2026-06-26' ? 0 : 100) * noise(n))
    const found = findAnomalies({ series: [even, worked, spiked, silent], days: looked })
    expect(found.map(({ key, day }) => [key, day])).toEqual([
      ['spiked', '2026-06-25'],
      ['silent', '2026-06-26'],
    ])
    expect(Number(found[0]?.usualNano)).toBeCloseTo(100_000_000, -8)
  })

  it('is a weekend that costs what a working day does', () => {
    const weekend = tenant('weekend', (day, n) => (isWeekend(day) && day !== '2026-06-27' ? 5 : 100) * noise(n))
    expect(findAnomalies({ series: [weekend, even], days: looked }).map(({ day }) => day)).toEqual(['2026-06-27'])
  })

  it('is not said of small change, nor of those nobody knows yet', () => {
    const small = tenant('small', (day) => (day === '2026-06-25' ? 0.4 : 0.01))
    const fresh = tenant('fresh', (day) => (day >= '2026-06-15' ? (day === '2026-06-25' ? 900 : 100) : 0))
    expect(findAnomalies({ series: [even, small, fresh], days: looked })).toEqual([])
  })
})

it('names what drove it, in shares of all that went the same way', () => {
  const parts = [
    { label: 'gpt-4o', spentNano: 350n, usualNano: 50n },
    { label: 'mini', spentNano: 110n, usualNano: 10n },
    { label: 'o4', spentNano: 10n, usualNano: 40n },
  ]
  expect(driversOf(parts, { spentNano: 470n, usualNano: 100n })).toEqual([
    { ...parts[0], share: 0.75 },
    { ...parts[1], share: 0.25 },
  ])
  expect(driversOf(parts, { spentNano: 1n, usualNano: 100n }).map(({ label }) => label)).toEqual(['o4'])
})
