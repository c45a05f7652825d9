/** How demands travel to the scripts, and what comes back. */
import type { CounterView, Demand, ReserveResult } from '@/lib/gateway/counters'
import { isCapped, type Limit, OTHER_VALUES, resetOf } from '@/lib/policy/limits/limit'
import type { CounterStanding } from '@/lib/runtime/counters/memory-counter'
import type { EndOf, Seed } from '@/lib/runtime/counters/memory-counters'
import { KEY_PREFIX } from '@/lib/runtime/counters/redis-library'

/**
 * One counter as the scripts know it. `extra`: the seconds of a rate, the end of a quota. `rest`: the counter that the values
 * of a header share once there are too many of them; empty where there is no such cap.
 */
export type Wire = {
  kind: 'r' | 'q' | 'c'
  key: string
  need: number
  amount: number
  extra: number
  limitId: string
  resetMs: number
  rest: string
}

export function wireOf(demand: Demand): Wire {
  const { limit, countKey, need, amount, span } = demand
  const kind = limit.measure === 'concurrency' ? 'c' : span ? 'q' : 'r'
  const seconds = limit.window.kind === 'rate' ? limit.window.seconds : 60
  return {
    kind,
    key: keyOf(demand, countKey),
    need,
    amount: limit.onExceed === 'warn' ? Number.POSITIVE_INFINITY : amount,
    extra: kind === 'q' ? (span?.endMs ?? 0) : kind === 'r' ? seconds : 0,
    limitId: limit.id,
    resetMs: resetOf(limit, countKey),
    rest: isCapped(limit) ? keyOf(demand, OTHER_VALUES) : '',
  }
}

function keyOf({ limit, span }: Demand, countKey: string): string {
  if (limit.measure === 'concurrency') return `${KEY_PREFIX}c:${limit.id}:${countKey}`
  if (span) return quotaKey(limit.id, countKey, span.startMs)
  return `${KEY_PREFIX}r:${limit.id}:${limit.window.kind === 'rate' ? limit.window.seconds : 60}:${countKey}`
}

export function indexKey(limitId: string): string {
  return `${KEY_PREFIX}limit:${limitId}`
}

export function keyOfSeed(seed: Seed): string {
  return quotaKey(seed.limitId, seed.countKey, seed.periodStartMs)
}

/** The arguments of the peek script for its counters. */
export function peekArgs(wires: readonly Wire[]): (string | number)[] {
  return wires.flatMap((wire) => [wire.kind, wire.extra, wire.limitId, wire.resetMs, wire.rest])
}

/** What the turn's script said of one call that it granted or refused. Demands and wires then name the counters that were meant. */
export function readReserve(
  callId: string,
  demands: readonly Demand[],
  wires: readonly Wire[],
  reply: readonly string[],
  nowMs: number,
): ReserveResult {
  const [status] = reply
  const places: number[] = []
  const views = demands.map((demand, i): CounterView => {
    const [used = 0, waitMs = -1, refused = 0, place = 0, isRest = 0] = reply.slice(1 + i * 5, 6 + i * 5).map(Number)
    const wire = wires[i]
    if (isRest === 1 && wire) {
      demand.countKey = OTHER_VALUES
      wire.key = wire.rest
    }
    places.push(demand.span ? demand.span.startMs : place)
    // Waits are differences, so the store's clock and ours need not agree.
    const resetAtMs =
      demand.limit.measure !== 'concurrency' && demand.span ? demand.span.endMs : waitMs < 0 ? Infinity : nowMs + waitMs
    return { demand, used: used + (status === 'ok' ? demand.need : 0), resetAtMs, hasRefused: refused === 1 }
  })
  if (status === 'refused') return { ok: false, views }
  const takes = demands.map(({ limit, countKey, need }, i) => ({
    limitId: limit.id,
    countKey,
    hold: need,
    place: places[i] ?? 0,
  }))
  return { ok: true, hold: { callId, takes }, views }
}

/** A reply of the list script, without quotas whose period is over. */
export function readStandings(limit: Limit, reply: readonly string[], nowMs: number, endOf: EndOf): CounterStanding[] {
  const limitId = limit.id
  const standings: CounterStanding[] = []
  for (let i = 0; i + 4 < reply.length; i += 5) {
    const [key = '', ...figures] = reply.slice(i, i + 5)
    const [settled = 0, held = 0, storedEndMs = 0, resetMs = 0] = figures.map(Number)
    const rest = key.slice(KEY_PREFIX.length + 3 + limitId.length)
    const isQuota = key.startsWith(`${KEY_PREFIX}q:`)
    const cut = key.startsWith(`${KEY_PREFIX}c:`) ? -1 : rest.indexOf(':')
    const resetAtMs = !isQuota ? null : storedEndMs > 0 ? storedEndMs : endOf(limitId, Number(rest.slice(0, cut)))
    if (isQuota && (resetAtMs === null || resetAtMs <= nowMs)) continue
    const countKey = rest.slice(cut + 1)
    // A reset is carried out by the next call; it is in force already.
    const used = !key.startsWith(`${KEY_PREFIX}c:`) && resetOf(limit, countKey) > resetMs ? 0 : settled
    standings.push({ limitId, countKey, used, held, resetAtMs })
  }
  return standings
}

/** Redis answers with texts. */
export function strings(reply: unknown): string[] {
  if (!Array.isArray(reply)) throw new Error('Redis gave an unexpected reply.')
  return reply.map(String)
}

function quotaKey(limitId: string, countKey: string, startMs: number): string {
  return `${KEY_PREFIX}q:${limitId}:${startMs}:${countKey}`
}
