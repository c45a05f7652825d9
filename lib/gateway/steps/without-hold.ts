/** A call that may be served though its limits gave it nothing: it costs nobody anything, and is still booked. */
import type { CounterView } from '@/lib/gateway/counters'
import { identityOf } from '@/lib/gateway/steps/identity'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import type { Resolved } from '@/lib/gateway/steps/resolve'

export function withoutHold(resolved: Resolved, views: readonly CounterView[]): Reserved {
  return {
    ...resolved,
    identity: identityOf(resolved, resolved),
    demands: [],
    views,
    hold: { callId: resolved.id, takes: [] },
    bound: { tokens: 0, cap: null },
    holdTokens: 0,
    lookup: null,
  }
}
