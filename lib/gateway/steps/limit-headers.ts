/** `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`: of each kind, the counter with the least left. A product may name them. */
import type { HeaderList } from '@/lib/gateway/call'
import type { CounterView } from '@/lib/gateway/counters'
import type { Dialect } from '@/lib/gateway/dialects/dialect'
import type { HeaderNames } from '@/lib/policy/limits/header-names'

const noNames: HeaderNames = Object.freeze({})

export function limitHeaders(
  headers: HeaderList,
  dialect: Dialect,
  views: readonly CounterView[],
  nowMs: number,
  names: HeaderNames = noNames,
): void {
  let requests: CounterView | null = null
  let tokens: CounterView | null = null
  let quota: CounterView | null = null
  for (const view of views) {
    const { measure, window } = view.demand.limit
    if (measure === 'requests') {
      if (requests === null || leftOf(view) < leftOf(requests)) requests = view
    } else if (measure !== 'cost' && measure !== 'concurrency') {
      if (tokens === null || leftOf(view) < leftOf(tokens)) tokens = view
      if (window.kind === 'quota' && (quota === null || leftOf(view) < leftOf(quota))) quota = view
    }
  }
  if (requests) {
    headers.push(names.totalCalls ?? 'x-ratelimit-limit-requests', String(requests.demand.amount))
    headers.push(names.remainingCalls ?? 'x-ratelimit-remaining-requests', String(leftOf(requests)))
    pushReset(headers, dialect, 'x-ratelimit-reset-requests', requests, nowMs)
  }
  if (tokens) {
    headers.push('x-ratelimit-limit-tokens', String(tokens.demand.amount))
    headers.push(names.remainingTokens ?? 'x-ratelimit-remaining-tokens', String(leftOf(tokens)))
    pushReset(headers, dialect, 'x-ratelimit-reset-tokens', tokens, nowMs)
  }
  if (quota && names.remainingQuotaTokens !== undefined) headers.push(names.remainingQuotaTokens, String(leftOf(quota)))
}

function pushReset(headers: HeaderList, dialect: Dialect, name: string, view: CounterView, nowMs: number): void {
  if (Number.isFinite(view.resetAtMs)) headers.push(name, dialect.formatReset(view.resetAtMs - nowMs))
}

function leftOf(view: CounterView): number {
  return Math.max(0, view.demand.amount - view.used)
}
