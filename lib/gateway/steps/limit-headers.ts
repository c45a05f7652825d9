/** `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`: of each kind, the counter with the least left. */
import type { HeaderList } from '@/lib/gateway/call'
import type { CounterView } from '@/lib/gateway/counters'
import type { Dialect } from '@/lib/gateway/dialects/dialect'

export function limitHeaders(headers: HeaderList, dialect: Dialect, views: readonly CounterView[], nowMs: number): void {
  let requests: CounterView | null = null
  let tokens: CounterView | null = null
  for (const view of views) {
    const { measure } = view.demand.limit
    if (measure === 'requests') {
      if (requests === null || leftOf(view) < leftOf(requests)) requests = view
    } else if (measure !== 'cost' && measure !== 'concurrency' && (tokens === null || leftOf(view) < leftOf(tokens)))
      tokens = view
  }
  if (requests) push(headers, dialect, 'requests', requests, nowMs)
  if (tokens) push(headers, dialect, 'tokens', tokens, nowMs)
}

function push(headers: HeaderList, dialect: Dialect, kind: string, view: CounterView, nowMs: number): void {
  headers.push(`x-ratelimit-limit-${kind}`, String(view.demand.amount), `x-ratelimit-remaining-${kind}`, String(leftOf(view)))
  if (Number.isFinite(view.resetAtMs)) headers.push(`x-ratelimit-reset-${kind}`, dialect.formatReset(view.resetAtMs - nowMs))
}

function leftOf(view: CounterView): number {
  return Math.max(0, view.demand.amount - view.used)
}
