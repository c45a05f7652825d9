import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRateWindow, holdInWindow, roomAt, settleInWindow, usedInWindow } from '@/lib/policy/limits/rate-window'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

type Step = { waitMs: number; need: number; used: number; settleAfterMs: number }

const steps = fc.array(
  fc.record({
    waitMs: fc.integer({ min: 0, max: 20_000 }),
    need: fc.integer({ min: 1, max: 60 }),
    used: fc.integer({ min: 0, max: 60 }),
    settleAfterMs: fc.integer({ min: 0, max: 150_000 }),
  }),
  { maxLength: 120 },
)

/** Plays the steps against a window and returns what was admitted, when, and what it came to. */
function play(amount: number, seconds: number, plan: Step[]): { atMs: number; tokens: number }[] {
  const window = createRateWindow(seconds)
  const admitted: { atMs: number; tokens: number }[] = []
  let nowMs = 1_700_000_000_000
  let pending: { atMs: number; bucket: number; hold: number; actual: number }[] = []
  for (const step of plan) {
    nowMs += step.waitMs
    for (const due of pending.filter((p) => p.atMs <= nowMs)) settleInWindow(window, due.atMs, due.bucket, due.hold, due.actual)
    pending = pending.filter((p) => p.atMs > nowMs)
    if (usedInWindow(window, nowMs) + step.need > amount) continue
    const actual = Math.min(step.used, step.need)
    const bucket = holdInWindow(window, nowMs, step.need)
    pending.push({ atMs: nowMs + step.settleAfterMs, bucket, hold: step.need, actual })
    pending.sort((a, b) => a.atMs - b.atMs)
    admitted.push({ atMs: nowMs, tokens: actual })
  }
  return admitted
}

describe('a rate window', () => {
  it('never lets more than the amount through in any window, at any alignment', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 60, max: 300 }), fc.constantFrom(1, 10, 60), (plan, amount, seconds) => {
        const admitted = play(amount, seconds, plan)
        for (const first of admitted) {
          const inWindow = admitted.filter(({ atMs }) => atMs >= first.atMs && atMs < first.atMs + seconds * 1000)
          expect(inWindow.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(amount)
        }
      }),
    )
  })

  it('tells a lone caller exactly when it may come again: then it fits, a moment earlier it does not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 59_999 }), (need, startMs) => {
        const window = createRateWindow(60)
        const nowMs = 1_700_000_000_000 + startMs
        settleInWindow(window, nowMs, holdInWindow(window, nowMs, 100), 100, 100)
        const at = Math.ceil(roomAt(window, nowMs, need, 100))
        expect(
          usedInWindow({ ...window, settled: window.settled.slice(), held: window.held.slice() }, at - 1) + need,
        ).toBeGreaterThan(100)
        expect(usedInWindow(window, at) + need).toBeLessThanOrEqual(100)
        expect(at - nowMs).toBeLessThanOrEqual(61_000)
      }),
    )
  })

  it('keeps counting a hold whose bucket has left the window, until it is settled', () => {
    const window = createRateWindow(10)
    const bucket = holdInWindow(window, 1_000_000, 40)
    expect(usedInWindow(window, 1_060_000)).toBe(40)
    settleInWindow(window, 1_060_000, bucket, 40, 30)
    expect(usedInWindow(window, 1_060_000)).toBe(0)
  })

  it('lets a clock that is set back bring nothing to life', () => {
    const window = createRateWindow(10)
    holdInWindow(window, 1_000_000, 40)
    expect(usedInWindow(window, 900_000)).toBe(40)
  })
})
