/** How demands travel to the scripts, and what comes back. */
import type { CounterView, Demand, ReserveResult } from '@/lib/gateway/counters'
import type { CounterStanding, Seed } from '@/lib/runtime/counters/memory-counters'
import { KEY_PREFIX } from '@/lib/runtime/counters/redis-scripts'

/** One counter as the scripts know it. `extra`: the seconds of a rate, the end of a quota. */
export type Wire = { kind: 'r' | 'q' | 'c'; key: string; need: number; amount: number; extra: number; limitId: string }

export function wireOf({ limit, countKey, need, amount, span }: Demand): Wire {
  const known = { need, amount: limit.onExceed === 'warn' ? Number.POSITIVE_INFINITY : amount, limitId: limit.id }
  if (limit.measure === 'concurrency') return { ...known, kind: 'c', key: `${KEY_PREFIX}c:${limit.id}:${countKey}`, extra: 0 }
  if (span) return { ...known, kind: 'q', key: quotaKey(limit.id, countKey, span.startMs), extra: span.endMs }
  const seconds = limit.window.kind === 'rate' ? limit.window.seconds : 60
  return { ...known, kind: 'r', key: `${KEY_PREFIX}r:${limit.id}:${seconds}:${countKey}`, extra: seconds }
}

export function indexKey(limitId: string): string {
  return `${KEY_PREFIX}limit:${limitId}`
}

export function keyOfSeed(seed: Seed): string {
  return quotaKey(seed.limitId, seed.countKey, seed.periodStartMs)
}

/** The arguments of the reserve script for its counters. No amount: the limit only warns. */
export function reserveArgs(wires: readonly Wire[]): (string | number)[] {
  return wires.flatMap((wire) => [
    wire.kind,
    wire.need,
    Number.isFinite(wire.amount) ? wire.amount : '',
    wire.extra,
    wire.limitId,
  ])
}

/** A reply of the reserve script that granted or refused. */
export function readReserve(callId: string, demands: readonly Demand[], reply: readonly string[], nowMs: number): ReserveResult {
  const [status] = reply
  const places: number[] = []
  const views = demands.map((demand, i): CounterView => {
    const [used = 0, waitMs = -1, refused = 0, place = 0] = reply.slice(1 + i * 4, 5 + i * 4).map(Number)
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
export function readStandings(
  limitId: string,
  reply: readonly string[],
  nowMs: number,
  endOf: (limitId: string, periodStartMs: number) => number | null,
): CounterStanding[] {
  const standings: CounterStanding[] = []
  for (let i = 0; i + 3 < reply.length; i += 4) {
    const [key = '', ...figures] = reply.slice(i, i + 4)
    const [used = 0, held = 0, storedEndMs = 0] = figures.map(Number)
    const rest = key.slice(KEY_PREFIX.length + 3 + limitId.length)
    const isQuota = key.startsWith(`${KEY_PREFIX}q:`)
    const cut = key.startsWith(`${KEY_PREFIX}c:`) ? -1 : rest.indexOf(':')
    const resetAtMs = !isQuota ? null : storedEndMs > 0 ? storedEndMs : endOf(limitId, Number(rest.slice(0, cut)))
    if (isQuota && (resetAtMs === null || resetAtMs <= nowMs)) continue
    standings.push({ limitId, countKey: rest.slice(cut + 1), used, held, resetAtMs })
  }
  return standings
}

function quotaKey(limitId: string, countKey: string, startMs: number): string {
  return `${KEY_PREFIX}q:${limitId}:${startMs}:${countKey}`
}
