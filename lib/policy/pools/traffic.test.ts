import { describe, expect, it } from 'vitest'
import { type TrafficMember, trafficOf } from '@/lib/policy/pools/traffic'

const member = (backendId: string, priority: number, weight: number, more: Partial<TrafficMember> = {}): TrafficMember => ({
  backendId,
  priority,
  weight,
  region: null,
  isAvailable: true,
  latencyMs: 0,
  ...more,
})

const shares = (...given: Parameters<typeof trafficOf>) =>
  Object.fromEntries([...trafficOf(...given)].map(([name, percent]) => [name, Math.round(percent)]))

const pool = [member('a', 1, 60), member('b', 1, 40), member('c', 2, 100)]

describe('where the next calls would go', () => {
  it('by weight within the lowest priority, and to nobody else', () => {
    expect(shares('weighted', pool)).toEqual({ a: 60, b: 40 })
  })

  it('to those that are left of it when one is gone, and to the next priority when all of it are', () => {
    expect(shares('weighted', pool, new Set(['a']))).toEqual({ b: 100 })
    expect(shares('weighted', pool, new Set(['a', 'b']))).toEqual({ c: 100 })
    expect(shares('weighted', pool, new Set(['a', 'b', 'c']))).toEqual({})
  })

  it('never to one that is out already', () => {
    expect(shares('weighted', [member('a', 1, 60, { isAvailable: false }), ...pool.slice(1)])).toEqual({ b: 100 })
  })

  it('to the quickest, where that is the strategy, and evenly where the least busy is', () => {
    const timed = [member('a', 1, 50, { latencyMs: 300 }), member('b', 1, 50, { latencyMs: 120 })]
    expect(shares('least-latency', timed)).toEqual({ b: 100 })
    expect(shares('least-latency', timed, new Set(['b']))).toEqual({ a: 100 })
    const busy = shares('least-busy', timed)
    expect(Math.abs((busy.a ?? 0) - (busy.b ?? 0))).toBeLessThanOrEqual(10)
  })
})
