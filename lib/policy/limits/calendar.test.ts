import { describe, expect, it } from 'vitest'
import { localDayAt, periodAt } from '@/lib/policy/limits/calendar'

const at = (iso: string) => Date.parse(iso)
const span = (period: Parameters<typeof periodAt>[0], zone: string, iso: string, weekStart = 1) => {
  const { startMs, endMs } = periodAt(period, zone, weekStart, at(iso))
  return [new Date(startMs).toISOString(), new Date(endMs).toISOString()]
}

describe('a calendar window', () => {
  it('starts a month at local midnight, inside a UTC hour where the zone says so', () => {
    expect(span('month', 'Asia/Kathmandu', '2026-03-10T00:00:00Z')).toEqual([
      '2026-02-28T18:15:00.000Z',
      '2026-03-31T18:15:00.000Z',
    ])
  })

  it('has 23 and 25 hours on the days the clock changes', () => {
    const hours = (iso: string) => {
      const { startMs, endMs } = periodAt('day', 'Europe/Stockholm', 1, at(iso))
      return (endMs - startMs) / 3_600_000
    }
    expect(hours('2026-03-29T12:00:00Z')).toBe(23)
    expect(hours('2026-10-25T12:00:00Z')).toBe(25)
  })

  it('starts a week on the day that was chosen', () => {
    expect(span('week', 'UTC', '2026-11-21T10:00:00Z', 1)[0]).toBe('2026-11-16T00:00:00.000Z')
    expect(span('week', 'UTC', '2026-11-21T10:00:00Z', 7)[0]).toBe('2026-11-15T00:00:00.000Z')
  })

  it('knows quarters and years', () => {
    expect(span('quarter', 'UTC', '2026-11-21T10:00:00Z')).toEqual(['2026-10-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'])
    expect(span('year', 'UTC', '2026-11-21T10:00:00Z')).toEqual(['2026-01-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'])
  })

  it('gives the day the tenant sees', () => {
    expect(localDayAt('America/New_York', at('2026-03-01T03:00:00Z'))).toBe('2026-02-28')
    expect(localDayAt('Asia/Kolkata', at('2026-02-28T20:00:00Z'))).toBe('2026-03-01')
  })
})
