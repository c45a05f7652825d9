import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  breakerState,
  createBreaker,
  dropProbe,
  isAvailable,
  noteAttempt,
  notePulse,
  noteResult,
  tripByProbe,
} from '@/lib/policy/pools/breaker'
import { defaultBreaker } from '@/lib/policy/pools/pool'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

const busy = (retryAfterMs: number | null) => ({ status: 429, retryAfterMs })
const fine = { status: 200, retryAfterMs: null }
const refused = { error: 'connect' }

describe('a breaker', () => {
  it('opens at the third failure in the interval, and not when they are further apart', () => {
    const breaker = createBreaker()
    for (const nowMs of [0, 1_000]) noteResult(breaker, defaultBreaker, refused, nowMs, false)
    expect(breakerState(breaker, 1_000)).toBe('closed')
    noteResult(breaker, defaultBreaker, refused, 2_000, false)
    expect(breakerState(breaker, 2_000)).toBe('open')

    const slow = createBreaker()
    for (const nowMs of [0, 11_000, 22_000]) noteResult(slow, defaultBreaker, refused, nowMs, false)
    expect(breakerState(slow, 22_000)).toBe('closed')
  })

  it('opens at a share of calls where the rule says so, from five calls on', () => {
    const rule = { ...defaultBreaker, count: null, percentage: 50 }
    const breaker = createBreaker()
    for (const result of [refused, refused, fine, fine]) noteResult(breaker, rule, result, 0, false)
    expect(breakerState(breaker, 0)).toBe('closed')
    noteResult(breaker, rule, refused, 0, false)
    expect(breakerState(breaker, 0)).toBe('open')
  })

  it('stays open as long as Retry-After says, then lets one probe through, then its share', () => {
    const breaker = createBreaker()
    noteResult(breaker, defaultBreaker, busy(20_000), 0, false)
    expect(isAvailable(breaker, 19_999)).toBe(false)
    expect(isAvailable(breaker, 20_000)).toBe(true)
    expect(noteAttempt(breaker, 20_000)).toBe(true)
    expect(isAvailable(breaker, 20_001)).toBe(false)
    noteResult(breaker, defaultBreaker, fine, 20_100, true)
    expect(breakerState(breaker, 20_100)).toBe('closed')
    expect(isAvailable(breaker, 20_100)).toBe(true)
  })

  it('opens again when the probe fails', () => {
    const breaker = createBreaker()
    noteResult(breaker, defaultBreaker, busy(1_000), 0, false)
    noteAttempt(breaker, 1_000)
    noteResult(breaker, defaultBreaker, { error: 'timeout' }, 1_500, true)
    expect(breakerState(breaker, 11_499)).toBe('open')
    expect(breakerState(breaker, 11_500)).toBe('half-open')
  })

  it('waits no longer than the cap, whatever Retry-After asks', () => {
    const breaker = createBreaker()
    noteResult(breaker, defaultBreaker, busy(86_400_000), 0, false)
    expect(breaker.openUntilMs).toBe(60_000)
  })

  it('is neither closed nor held open by what was sent before it opened', () => {
    const breaker = createBreaker()
    noteResult(breaker, defaultBreaker, busy(20_000), 0, false)
    for (let i = 0; i < 5; i++) noteResult(breaker, defaultBreaker, refused, 5_000, false)
    expect(breaker.openUntilMs).toBe(20_000)
    noteAttempt(breaker, 20_000)
    noteResult(breaker, defaultBreaker, fine, 20_001, false)
    expect(isAvailable(breaker, 20_002)).toBe(false)
  })

  it('lets the next call probe where the caller of the probe went away', () => {
    const breaker = createBreaker()
    noteResult(breaker, defaultBreaker, busy(1_000), 0, false)
    noteAttempt(breaker, 1_000)
    dropProbe(breaker)
    expect(isAvailable(breaker, 1_001)).toBe(true)
  })

  it('opened by health probes, is closed by them alone; opened by a 429, not before its time', () => {
    const breaker = createBreaker()
    for (const nowMs of [0, 10_000, 20_000, 30_000]) {
      tripByProbe(breaker, 'probe: connect', nowMs + 25_000)
      expect(isAvailable(breaker, nowMs + 9_999)).toBe(false)
    }
    notePulse(breaker, 40_000)
    expect(breakerState(breaker, 40_000)).toBe('closed')
    // Where nobody probes any more, calls find out.
    tripByProbe(breaker, 'probe: connect', 65_000)
    expect(breakerState(breaker, 65_000)).toBe('half-open')
    notePulse(breaker, 65_001)

    tripByProbe(breaker, 'probe: connect', 69_999)
    noteResult(breaker, defaultBreaker, busy(20_000), 70_000, false)
    notePulse(breaker, 80_000)
    expect(breakerState(breaker, 80_000)).toBe('open')
    notePulse(breaker, 90_000)
    expect(breakerState(breaker, 90_000)).toBe('closed')
  })

  it('for any run of answers: no call while it is open, and never two probes at once', () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 8_000 }),
      answer: fc.constantFrom<'fine' | 'busy' | 'refused' | 'gone' | 'late'>('fine', 'busy', 'refused', 'gone', 'late'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const breaker = createBreaker()
        const late: boolean[] = []
        let nowMs = 1
        let probes = 0
        const finish = (isProbe: boolean, answer: string) => {
          if (isProbe) probes--
          if (answer === 'gone') return isProbe && dropProbe(breaker)
          const result = answer === 'fine' ? fine : answer === 'busy' ? busy(5_000) : refused
          noteResult(breaker, defaultBreaker, result, nowMs, isProbe)
        }
        for (const { waitMs, answer } of steps) {
          nowMs += waitMs
          // A probe whose answer is a minute late is given up; none here is.
          if (late.length > 3) finish(late.shift() ?? false, 'fine')
          if (!isAvailable(breaker, nowMs)) continue
          expect(breaker.openUntilMs).toBeLessThanOrEqual(nowMs)
          const isProbe = noteAttempt(breaker, nowMs)
          if (isProbe) {
            probes++
            if (nowMs - breaker.probeSinceMs < 60_000) expect(probes).toBe(1)
          }
          if (answer === 'late' && !isProbe) late.push(isProbe)
          else finish(isProbe, answer === 'late' ? 'fine' : answer)
        }
      }),
    )
  })
})
