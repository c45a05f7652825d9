import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultRetries } from '@/lib/policy/pools/pool'
import { backoffMs, createRetryBudget, mayRetry, noteCall, noteFailedRetry } from '@/lib/policy/pools/retry-budget'

/** The same cases in every run; take another seed to look further. */
fc.configureGlobal({ seed: 20_261_121 })

describe('a retry budget', () => {
  it('lets every call of a dead backend move on while the others answer', () => {
    const budget = createRetryBudget()
    for (let i = 0; i < 500; i++) {
      noteCall(budget, i)
      expect(mayRetry(budget, defaultRetries, i)).toBe(true)
    }
  })

  it('in an outage, whatever the pace: failing retries are at most their share of the calls, and ten', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 50, maxLength: 400 }),
        (budgetPercent, waits) => {
          const rule = { ...defaultRetries, budgetPercent }
          const budget = createRetryBudget()
          let nowMs = 1_000_000
          let retries = 0
          for (const [i, waitMs] of waits.entries()) {
            nowMs += waitMs
            noteCall(budget, nowMs)
            for (let attempt = 1; attempt < rule.maxAttempts && mayRetry(budget, rule, nowMs); attempt++) {
              retries++
              noteFailedRetry(budget, nowMs)
            }
            // The floor is there anew for every twenty seconds at the most.
            const windows = 1 + Math.ceil((nowMs - 1_000_000) / 10_000)
            expect(retries).toBeLessThanOrEqual(((i + 1) * budgetPercent) / 100 + 11 * windows)
          }
        },
      ),
    )
  })

  it('forgets: after the outage retries are free again', () => {
    const budget = createRetryBudget()
    for (let i = 0; i < 10; i++) noteFailedRetry(budget, 1_000)
    expect(mayRetry(budget, defaultRetries, 1_000)).toBe(false)
    expect(mayRetry(budget, defaultRetries, 31_000)).toBe(true)
  })

  it('waits a random time that doubles, but not before the first retry, and never long', () => {
    expect(backoffMs(defaultRetries, 1, 0.99)).toBe(0)
    expect(backoffMs(defaultRetries, 2, 1)).toBe(100)
    expect(backoffMs(defaultRetries, 3, 0.5)).toBe(100)
    expect(backoffMs(defaultRetries, 60, 1)).toBe(2_000)
  })
})
