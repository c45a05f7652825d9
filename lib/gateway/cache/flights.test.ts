import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Flights, type Landed } from '@/lib/gateway/cache/flights'
import { CallHangUp } from '@/lib/gateway/hang-up'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const landed = { answer: {}, hit: 'HIT' } as Landed

describe('who waits for the answer of an equal question', () => {
  it('gets it, and has no timer left', async () => {
    const flights = new Flights()
    const flight = flights.start('key')
    const waiting = flight.wait(new CallHangUp(), flights.patienceMs)
    vi.advanceTimersByTime(flights.patienceMs - 1)
    flight.land(landed)
    expect(await waiting).toBe(landed)
    expect([flights.find('key'), vi.getTimerCount()]).toEqual([undefined, 0])
  })

  it('waits no longer than its patience, whoever else waits on', async () => {
    const flights = new Flights()
    const flight = flights.start('key')
    const waiting = [flight.wait(new CallHangUp(), 1_000), flight.wait(new CallHangUp(), 2_000)]
    vi.advanceTimersByTime(1_000)
    expect(await waiting[0]).toBe('late')
    expect(flights.waiting()).toBe(1)
    flight.land('failed')
    expect(await waiting[1]).toBe('failed')
  })

  it('leaves where its caller does, and has no timer left', async () => {
    const hangUp = new CallHangUp()
    const waiting = new Flights().start('key').wait(hangUp, 1_000)
    hangUp.hangUp()
    expect(await waiting).toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is joined by newcomers at the flight that began last', () => {
    const flights = new Flights()
    const first = flights.start('key')
    const second = flights.start('key')
    first.land('failed')
    expect(flights.find('key')).toBe(second)
  })
})
