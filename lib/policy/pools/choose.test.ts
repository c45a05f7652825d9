import { describe, expect, it } from 'vitest'
import { chooseMember, type MemberState } from '@/lib/policy/pools/choose'

const members = [
  { backendId: 'a', priority: 1, weight: 75 },
  { backendId: 'b', priority: 1, weight: 25 },
  { backendId: 'c', priority: 2, weight: 100 },
]

function states(overrides: Record<string, Partial<MemberState>> = {}) {
  const all = new Map(
    members.map(({ backendId }) => [
      backendId,
      { isAvailable: true, inFlight: 0, latencyMs: 0, credit: 0, ...overrides[backendId] },
    ]),
  )
  return (member: { backendId: string }) => {
    const state = all.get(member.backendId)
    if (!state) throw new Error('no such member')
    return state
  }
}

describe('choosing a member', () => {
  it('shares by weight inside the lowest priority, exactly', () => {
    const stateOf = states()
    const chosen = Array.from({ length: 100 }, () => chooseMember(members, 'weighted', stateOf, new Set())?.backendId)
    expect(chosen.filter((id) => id === 'a')).toHaveLength(75)
    expect(chosen.filter((id) => id === 'b')).toHaveLength(25)
  })

  it('falls to the next priority only when all of the first are open or were tried', () => {
    expect(chooseMember(members, 'weighted', states({ a: { isAvailable: false } }), new Set(['b']))?.backendId).toBe('c')
    expect(chooseMember(members, 'weighted', states(), new Set(['a', 'b', 'c']))).toBeNull()
  })

  it('prefers the least busy and the quickest where the strategy says so', () => {
    const stateOf = states({ a: { inFlight: 3, latencyMs: 10 }, b: { inFlight: 1, latencyMs: 90 } })
    expect(chooseMember(members, 'least-busy', stateOf, new Set())?.backendId).toBe('b')
    expect(chooseMember(members, 'least-latency', stateOf, new Set())?.backendId).toBe('a')
  })
})
