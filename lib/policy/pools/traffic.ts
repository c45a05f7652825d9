/** Where would the next calls go? The gateway's own choice, made a thousand times. */
import { createBreaker } from '@/lib/policy/pools/breaker'
import { type Candidate, chooseMember } from '@/lib/policy/pools/choose'
import { regionKey, type Strategy } from '@/lib/policy/pools/pool'

export type TrafficMember = {
  backendId: string
  priority: number
  weight: number
  region: string | null
  /** Neither drained nor with an open breaker. */
  isAvailable: boolean
  /** 0 where nobody knows. */
  latencyMs: number
}

const CALLS = 1_000
/** Of those so many are under way at once. */
const AT_ONCE = 20
const NOW_MS = 1

/** The share of each member in per cent; empty where nobody is left. */
export function trafficOf(
  strategy: Strategy,
  members: readonly TrafficMember[],
  without: ReadonlySet<string> = new Set(),
): Map<string, number> {
  const candidates = members.filter((one) => one.isAvailable && !without.has(one.backendId)).map(candidateOf)
  const wish = { strategy, regions: [], nearTo: null, session: null }
  const counts = new Map<string, number>()
  const underWay: Candidate[] = []
  for (let call = 0; call < CALLS; call++) {
    const chosen = chooseMember(candidates, wish, [], NOW_MS)
    if (!chosen) return counts
    counts.set(chosen.backendId, (counts.get(chosen.backendId) ?? 0) + 100 / CALLS)
    chosen.live.inFlight++
    underWay.push(chosen)
    if (underWay.length > AT_ONCE) {
      const ended = underWay.shift()
      if (ended) ended.live.inFlight--
    }
  }
  return counts
}

function candidateOf({ backendId, priority, weight, region, latencyMs }: TrafficMember): Candidate {
  return {
    backendId,
    priority,
    weight,
    region,
    regionKey: region === null ? null : regionKey(region),
    // One call under way: else the choice would go and measure instead of choosing.
    live: { breaker: createBreaker(), inFlight: latencyMs > 0 ? 1 : 0, latencyMs, measuredAtMs: NOW_MS, credit: 0 },
  }
}
