/** A store of counters as the shared tests know it, and the limits they try it with. */
import type { Counters, Demand } from '@/lib/gateway/counters'
import { periodAt } from '@/lib/policy/limits/calendar'
import type { Limit } from '@/lib/policy/limits/limit'
import type { CounterStanding } from '@/lib/runtime/counters/memory-counter'
import type { MemoryCounters, Seed } from '@/lib/runtime/counters/memory-counters'

export type TestedCounters = Counters & {
  list(...args: Parameters<MemoryCounters['list']>): CounterStanding[] | Promise<CounterStanding[]>
}

export type Store = {
  name: string
  /** How often the random test runs: less where each step is a round trip. */
  runs: number
  /** Empty but for the seeds; its time is the given clock's. */
  create(seeds: Seed[], clock: { nowMs: number }): Promise<TestedCounters>
  discard(counters: TestedCounters): Promise<void>
  /** The gateway dies with all its calls; another one takes its place. `booked` is what the ledger's replay knows. */
  crash(counters: TestedCounters, clock: { nowMs: number }, booked: Seed[]): Promise<TestedCounters>
  /** Does the store go on when a gateway dies? Then what that one held stays until the lease is over. */
  outlives: boolean
  leaseMs: number
}

export const quota: Limit = {
  id: '00000000-0000-7000-8000-000000000001',
  name: 'limit',
  scope: {},
  countBy: 'platform',
  measure: 'tokens',
  window: { kind: 'quota', period: 'day', timeZone: 'UTC', weekStart: 1 },
  amount: 1_000,
  currency: null,
  mode: 'strict',
  onExceed: 'refuse',
  waitMs: 0,
  unpriced: 'refuse',
  quotaStatus: 403,
  storeDown: 'local',
  raised: null,
  resetAtMs: 0,
  resets: new Map(),
}
export const rate: Limit = {
  ...quota,
  id: '00000000-0000-7000-8000-000000000002',
  window: { kind: 'rate', seconds: 60 },
  amount: 500,
}
export const atOnce: Limit = { ...quota, id: '00000000-0000-7000-8000-000000000003', measure: 'concurrency', amount: 5 }

export function demand(limit: Limit, need: number, nowMs: number, countKey = ''): Demand {
  const span = limit.window.kind === 'quota' && limit.measure !== 'concurrency' ? periodAt('day', 'UTC', 1, nowMs) : null
  return { limit, countKey, amount: limit.amount, need, span }
}
