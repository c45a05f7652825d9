/**
 * Past calls, one by one, through a limit with another amount (or its own): what would it have refused? The same windows and the
 * same comparison as in the gateway. Calls come in the order in which limits were asked.
 */
import { createTimeQueue } from '@/lib/base/time-queue'
import type { Span } from '@/lib/policy/limits/calendar'
import type { Limit } from '@/lib/policy/limits/limit'
import {
  createReplayCounter,
  holdInCounter,
  type ReplayCounter,
  resetReplayCounter,
  settleInCounter,
  turnReplayCounter,
  usedOfCounter,
  waitForRoom,
} from '@/lib/policy/limits/replay-counter'

export type PastCall = {
  id: string
  /** When limits were asked: it was admitted, or refused. */
  atMs: number
  /** When what it held was settled; of a refused call nobody asks. */
  endMs: number
  countKey: string
  /** The period of a quota it fell into. */
  span: Span | null
  /** More than one where refusals of a kind were counted together. */
  calls: number
  /** By this very limit. */
  wasRefused: boolean
  /** What it asked for, and the least it could have asked for where the gateway chose the bound of its answer. */
  need: number
  least: number
  /** What it has used in the end. Of a refused call nobody knows. */
  used: number
}

export type ReplayVerdict = 'passed' | 'refused' | 'waited' | 'over'

export type ReplayRule = {
  limit: Limit
  /** In force at an instant. */
  amountAt(atMs: number): number
  /** The last time a counter was set to nothing, as of an instant; 0 for never. */
  resetAt?(countKey: string, atMs: number): number
  /** Since when the limit exists: it counts nothing that was before. */
  sinceMs?: number
  /** What a quota's period had used before the first call. */
  startOf?(countKey: string, span: Span): number
}

export type Replay = { feed(call: PastCall): void; finish(): void }

type Held = { counter: ReplayCounter; place: number; hold: number; used: number }

export function createReplay(
  rule: ReplayRule,
  onVerdict: (call: PastCall, verdict: ReplayVerdict, left: number) => void,
): Replay {
  const counters = new Map<string, ReplayCounter>()
  const settlements = createTimeQueue<Held>()
  const refusals = createTimeQueue<PastCall>()
  const usual = createUsual()
  const sinceMs = rule.sinceMs ?? 0
  let hasBegun = sinceMs === 0

  return {
    feed(call) {
      if (call.wasRefused) {
        refusals.add(call.atMs, call)
        return
      }
      catchUp(call.atMs)
      judge(call, call.atMs)
    },
    finish: () => catchUp(Number.POSITIVE_INFINITY),
  }

  /** All that happened before an instant. Of one millisecond: admissions, then refusals, then settlements. */
  function catchUp(beforeMs: number): void {
    for (;;) {
      const nextMs = Math.min(refusals.nextMs(), settlements.nextMs())
      if (nextMs >= beforeMs) return
      const refused = refusals.take(nextMs)
      if (refused) judge(refused.item, nextMs)
      else settleOne(nextMs)
    }
  }

  function settleOne(untilMs: number): boolean {
    const next = settlements.take(untilMs)
    if (!next) return false
    const { counter, place, hold, used } = next.item
    settleInCounter(counter, next.atMs, place, hold, used)
    return true
  }

  function judge(call: PastCall, nowMs: number): void {
    // Refusals that were counted together are refused, or let through, one after the other.
    for (let n = 0; n < call.calls; n++) judgeOne(call, nowMs)
  }

  function judgeOne(call: PastCall, nowMs: number): void {
    const { limit } = rule
    const amount = rule.amountAt(nowMs)
    const counter = counterOf(call, nowMs)
    let left = amount - usedOfCounter(counter, nowMs)
    while (call.least > left && !call.wasRefused && settleOne(nowMs)) {
      // It was let through, so this had been settled before it, in the same millisecond.
      left = amount - usedOfCounter(counter, nowMs)
    }
    const fits = call.least <= left
    const waits = !fits && limit.onExceed === 'wait' && waitForRoom(counter, nowMs, call.least, amount) <= limit.waitMs
    if (!fits && !waits && limit.onExceed !== 'warn') {
      onVerdict(call, 'refused', Math.max(0, left))
      return
    }
    hold(call, counter, nowMs, fits ? Math.min(call.need, left) : call.need)
    onVerdict(call, fits ? 'passed' : waits ? 'waited' : 'over', Math.max(0, left))
  }

  function hold(call: PastCall, counter: ReplayCounter, nowMs: number, need: number): void {
    const place = holdInCounter(counter, nowMs, need)
    const isGuessed = call.wasRefused
    if (!isGuessed) usual.note(call)
    const used = Math.min(isGuessed ? usual.usedOf(call) : call.used, need < call.need ? need : Number.POSITIVE_INFINITY)
    settlements.add(isGuessed ? nowMs + usual.durationMs() : call.endMs, { counter, place, hold: need, used })
  }

  function counterOf({ countKey, span }: PastCall, nowMs: number): ReplayCounter {
    if (!hasBegun && nowMs >= sinceMs) {
      hasBegun = true
      // What was held or used before goes on in counters nobody asks any more.
      counters.clear()
    }
    let counter = counters.get(countKey)
    if (!counter) {
      counter = createReplayCounter(
        rule.limit,
        span,
        span && !(sinceMs > 0 && hasBegun) ? (rule.startOf?.(countKey, span) ?? 0) : 0,
      )
      counters.set(countKey, counter)
    }
    turnReplayCounter(counter, span)
    const resetAtMs = rule.resetAt?.(countKey, nowMs) ?? 0
    if (resetAtMs > counter.resetAtMs) resetReplayCounter(counter, resetAtMs)
    return counter
  }
}

/** What calls have used of what they asked for, and how long they took: for those that were refused and now would not be. */
function createUsual() {
  let calls = 0
  let needs = 0
  let uses = 0
  let durations = 0
  return {
    note({ need, used, atMs, endMs }: PastCall) {
      calls++
      needs += need
      uses += used
      durations += endMs - atMs
    },
    usedOf: ({ need }: PastCall) => (needs === 0 ? need : Math.round(Math.min(need, (need * uses) / needs))),
    durationMs: () => (calls === 0 ? 1_000 : Math.round(durations / calls)),
  }
}
