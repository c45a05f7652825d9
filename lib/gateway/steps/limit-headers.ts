/** `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`: of each kind, the counter with the least left. A product may name them. */
import type { HeaderList } from '@/lib/gateway/call'
import type { CounterView } from '@/lib/gateway/counters'
import type { Dialect, LimitNames } from '@/lib/gateway/dialects/dialect'
import type { HeaderNames } from '@/lib/policy/limits/header-names'

const openaiNames: LimitNames = {
  limitRequests: 'x-ratelimit-limit-requests',
  remainingRequests: 'x-ratelimit-remaining-requests',
  resetRequests: 'x-ratelimit-reset-requests',
  limitTokens: 'x-ratelimit-limit-tokens',
  remainingTokens: 'x-ratelimit-remaining-tokens',
  resetTokens: 'x-ratelimit-reset-tokens',
}
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
  const own = dialect.limitNames ?? openaiNames
  if (requests) {
    headers.push(names.totalCalls ?? own.limitRequests, String(requests.demand.amount))
    headers.push(names.remainingCalls ?? own.remainingRequests, String(leftOf(requests)))
    pushReset(headers, dialect, own.resetRequests, requests, nowMs)
  }
  if (tokens) {
    headers.push(own.limitTokens, String(tokens.demand.amount))
    headers.push(names.remainingTokens ?? own.remainingTokens, String(leftOf(tokens)))
    pushReset(headers, dialect, own.resetTokens, tokens, nowMs)
  }
  if (quota && names.remainingQuotaTokens !== undefined) headers.push(names.remainingQuotaTokens, String(leftOf(quota)))
}

function pushReset(headers: HeaderList, dialect: Dialect, name: string, view: CounterView, nowMs: number): void {
  if (Number.isFinite(view.resetAtMs)) headers.push(name, dialect.formatReset(view.resetAtMs - nowMs))
}

function leftOf(view: CounterView): number {
  return Math.max(0, view.demand.amount - view.used)
}
