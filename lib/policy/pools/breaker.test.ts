import { describe, expect, it } from 'vitest'
import { breakerState, createBreaker, isAvailable, noteAttempt, noteResult } from '@/lib/policy/pools/breaker'
import { defaultBreaker } from '@/lib/policy/pools/pool'

const busy = (retryAfterMs: number | null) => ({ status: 429, retryAfterMs })
const fine = { status: 200, retryAfterMs: null }

describe('a breaker', () => {
  it('opens at the third failure in the interval, and not when they are further apart', () => {
    const breaker = createBreaker()
    for (const nowMs of [0, 1_000]) noteResult(breaker, defaultBreaker, { error: 'connect' }, nowMs)
    expect(breakerState(breaker, 1_000)).toBe('closed')
    noteResult(breaker, defaultBreaker, { error: 'connect' }, 2_000)
    expect(breakerState(breaker, 2_000)).toBe('open')

    const slow = createBreaker()
    for (const nowMs of [0, 11_000, 22_000]) noteResult(slow, defaultBreaker, { error: 'connect' }, nowMs)
    expect(breakerState(slow, 22_000)).toBe('closed')
  })

  it('stays open as long as Retry-After says, then lets one probe through, then its share', () => {
    const breaker = createBreaker()
    noteResult(breaker, defaultBreaker, busy(20_000), 0)
    expect(isAvailable(breaker, 19_999)).toBe(false)
    expect(isAvailable(breaker, 20_000)).toBe(true)
    noteAttempt(breaker, 20_000)
    expect(isAvailable(breaker, 20_001)).toBe(false)
    noteResult(breaker, defaultBreaker, fine, 20_100)
    expect(breakerState(breaker, 20_100)).toBe('closed')
    expect(isAvailable(breaker, 20_100)).toBe(true)
  })

  it('opens again when the probe fails', () => {
    const breaker = createBreaker()
    noteResult(breaker, defaultBreaker, busy(1_000), 0)
    noteAttempt(breaker, 1_000)
    noteResult(breaker, defaultBreaker, { error: 'timeout' }, 1_500)
    expect(breakerState(breaker, 11_499)).toBe('open')
    expect(breakerState(breaker, 11_500)).toBe('half-open')
  })

  it('waits no longer than the cap, whatever Retry-After asks', () => {
    const breaker = createBreaker()
    noteResult(breaker, defaultBreaker, busy(86_400_000), 0)
    expect(breaker.openUntilMs).toBe(60_000)
  })
})
