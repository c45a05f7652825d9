/** The live side of pools: breakers, calls in flight, latency, the last minute. Outlives catalog changes; one per process. */
import {
  type AttemptResult,
  createBreaker,
  dropProbe,
  noteAttempt,
  notePulse,
  noteResult,
  tripByProbe,
} from '@/lib/policy/pools/breaker'
import type { MemberState } from '@/lib/policy/pools/choose'
import type { BreakerRule } from '@/lib/policy/pools/pool'
import { createRetryBudget, type RetryBudget } from '@/lib/policy/pools/retry-budget'

export type LiveMember = MemberState & {
  attempts: number
  failures: number
  /** Attempts and failures of the last minute, a slot for each five seconds. */
  recent: Recent
  /** The last health probe; null where there was none. */
  pulse: Pulse | null
}

export type Pulse = { atMs: number; ok: boolean; latencyMs: number; message: string; failures: number }

export type PoolStates = {
  /** The state of a member: made at first sight, the same from then on. */
  memberOf(poolId: string, backendId: string): LiveMember
  budgetOf(poolId: string): RetryBudget
  /** An attempt begins; true where it is the probe of a half-open breaker. */
  begin(member: LiveMember, nowMs: number): boolean
  /** An answer has begun; how long it took to come. */
  measure(member: LiveMember, latencyMs: number, nowMs: number): void
  /** Every attempt must end here, whatever became of it; `aborted` ones say nothing about the backend. */
  end(member: LiveMember, rule: BreakerRule, result: AttemptResult | 'aborted', isProbe: boolean, nowMs: number): void
  /** A health probe came back. Two failures in a row take the member out, each for so long, until one succeeds. */
  pulse(member: LiveMember, pulse: Omit<Pulse, 'failures'>, outMs: number): void
  list(): { poolId: string; backendId: string; member: LiveMember }[]
}

/** How much a new latency weighs against what was known. */
const SMOOTHING = 0.2
const SLOT_MS = 5_000
const SLOTS = 12
const PULSES_TO_TRIP = 2

type Recent = { slot: number; attempts: Uint32Array; failures: Uint32Array }

export function createPoolStates(): PoolStates {
  const members = new Map<string, { poolId: string; backendId: string; member: LiveMember }>()
  const budgets = new Map<string, RetryBudget>()
  return {
    memberOf(poolId, backendId) {
      const name = `${poolId} ${backendId}`
      let known = members.get(name)
      if (!known) {
        known = { poolId, backendId, member: createMember() }
        members.set(name, known)
      }
      return known.member
    },
    budgetOf(poolId) {
      let budget = budgets.get(poolId)
      if (!budget) {
        budget = createRetryBudget()
        budgets.set(poolId, budget)
      }
      return budget
    },
    begin(member, nowMs) {
      member.inFlight++
      member.attempts++
      count(member.recent, 'attempts', nowMs)
      return noteAttempt(member.breaker, nowMs)
    },
    measure(member, latencyMs, nowMs) {
      // Less than a millisecond is quick, not unknown.
      const taken = Math.max(0.1, latencyMs)
      member.latencyMs = member.latencyMs === 0 ? taken : member.latencyMs + SMOOTHING * (taken - member.latencyMs)
      member.measuredAtMs = nowMs
    },
    end(member, rule, result, isProbe, nowMs) {
      member.inFlight--
      if (result === 'aborted') {
        if (isProbe) dropProbe(member.breaker)
        return
      }
      noteResult(member.breaker, rule, result, nowMs, isProbe)
      if ('error' in result || result.status >= 400) {
        member.failures++
        count(member.recent, 'failures', nowMs)
      }
    },
    pulse(member, pulse, outMs) {
      const failures = pulse.ok ? 0 : (member.pulse?.failures ?? 0) + 1
      member.pulse = { ...pulse, failures }
      if (pulse.ok) notePulse(member.breaker, pulse.atMs)
      else if (failures >= PULSES_TO_TRIP) tripByProbe(member.breaker, `probe: ${pulse.message}`, pulse.atMs + outMs)
    },
    list: () => [...members.values()],
  }
}

/** What a member did in the last minute. */
export function lastMinute({ recent }: LiveMember, nowMs: number): { attempts: number; failures: number } {
  turn(recent, nowMs)
  const sum = (counts: Uint32Array) => counts.reduce((total, value) => total + value, 0)
  return { attempts: sum(recent.attempts), failures: sum(recent.failures) }
}

function createMember(): LiveMember {
  return {
    breaker: createBreaker(),
    inFlight: 0,
    latencyMs: 0,
    measuredAtMs: 0,
    credit: 0,
    attempts: 0,
    failures: 0,
    recent: { slot: 0, attempts: new Uint32Array(SLOTS), failures: new Uint32Array(SLOTS) },
    pulse: null,
  }
}

function count(recent: Recent, what: 'attempts' | 'failures', nowMs: number): void {
  turn(recent, nowMs)
  const at = recent.slot % SLOTS
  recent[what][at] = (recent[what][at] ?? 0) + 1
}

/** Forgets the slots that are more than a minute old. */
function turn(recent: Recent, nowMs: number): void {
  const slot = Math.floor(nowMs / SLOT_MS)
  for (let next = Math.max(recent.slot + 1, slot - SLOTS + 1); next <= slot; next++) {
    recent.attempts[next % SLOTS] = 0
    recent.failures[next % SLOTS] = 0
  }
  if (slot > recent.slot) recent.slot = slot
}
