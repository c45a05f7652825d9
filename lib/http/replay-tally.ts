/** Adds up the verdicts of a replay: how many, whom, when. */
import type { PastCall, ReplayVerdict } from '@/lib/policy/limits/replay'
import type { PastCallRow } from '@/lib/reports/past-calls'

const MOST_SUBSCRIPTIONS = 100
const MOST_EXAMPLES = 50

type Sums = { calls: number; refused: number; wouldRefuse: number }
type Who = Sums & { id: string | null; firstAt: string | null; lastAt: string | null }
type Example = { call: PastCall; row: PastCallRow; left: number }

const noCalls: Sums = { calls: 0, refused: 0, wouldRefuse: 0 }

/** `sinceMs`: the check looks at what came later; 0 for all. Calls of tenants that may not be seen are counted, and named nowhere. */
export function createTally(sinceMs: number, isSeen: (tenantId: string) => boolean) {
  const figures = { calls: 0, refused: 0, wouldRefuse: 0, newlyRefused: 0, newlyPassed: 0, wouldWait: 0, wouldWarn: 0 }
  const check = { refused: 0, replayed: 0, differing: 0 }
  const days = new Map<string, Sums>()
  const who = new Map<string, Who>()
  const examples: Example[] = []
  /** Of calls that were fed and are not judged yet. */
  const rows = new Map<string, PastCallRow>()

  const dayOf = (call: PastCall): Sums => {
    const name = new Date(call.atMs).toISOString().slice(0, 10)
    return entry(days, name, () => ({ ...noCalls }))
  }
  const below: Who = { ...noCalls, id: null, firstAt: null, lastAt: null }
  const whoOf = (row: PastCallRow): Who =>
    isSeen(row.tenant_id)
      ? entry(who, row.subscription_id, () => ({ ...noCalls, id: row.subscription_id, firstAt: null, lastAt: null }))
      : below

  const seen = () =>
    [...who.values()]
      .toSorted((a, b) => b.wouldRefuse - a.wouldRefuse || b.refused - a.refused || b.calls - a.calls)
      .slice(0, MOST_SUBSCRIPTIONS)

  return {
    met(call: PastCall, row: PastCallRow): void {
      if (call.wasRefused || !rows.has(call.id)) rows.set(call.id, row)
      for (const sums of [figures, dayOf(call), whoOf(row)]) {
        sums.calls += call.calls
        if (call.wasRefused) sums.refused += call.calls
      }
      if (call.wasRefused && call.atMs >= sinceMs) check.refused += call.calls
    },

    judged(call: PastCall, verdict: ReplayVerdict, left: number): void {
      const row = rows.get(call.id)
      if (!call.wasRefused) rows.delete(call.id)
      if (!row) return
      if (verdict === 'waited') figures.wouldWait++
      if (verdict === 'over') figures.wouldWarn++
      if (verdict !== 'refused') {
        if (call.wasRefused) figures.newlyPassed++
        return
      }
      const one = whoOf(row)
      for (const sums of [figures, dayOf(call), one]) sums.wouldRefuse++
      if (one !== below) one.lastAt = new Date(call.atMs).toISOString()
      one.firstAt ??= one.lastAt
      if (call.wasRefused) return
      figures.newlyRefused++
      if (one !== below && examples.length < MOST_EXAMPLES) examples.push({ call, row, left })
    },

    checked(call: PastCall, verdict: ReplayVerdict): void {
      if (call.atMs < sinceMs) return
      const isRefused = verdict === 'refused'
      if (isRefused) check.replayed++
      if (isRefused !== call.wasRefused) check.differing++
    },

    figures: () => figures,
    check: () => check,
    days: () => [...days].map(([day, sums]) => ({ day, ...sums })).toSorted((a, b) => (a.day < b.day ? -1 : 1)),
    /** The one without an id is all that may not be seen. */
    subscriptions: () => (below.calls > 0 ? [...seen(), below] : seen()),
    subscriptionIds: () => [
      ...new Set([...seen().flatMap(({ id }) => id ?? []), ...examples.map(({ row }) => row.subscription_id)]),
    ],
    examples: () => examples,
  }
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key)
  if (known) return known
  const fresh = make()
  map.set(key, fresh)
  return fresh
}
