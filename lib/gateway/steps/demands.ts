/** What a call asks of each limit that applies to it: the needs before it is sent, and the truth afterwards. */
import type { ModelEntry, Snapshot, TenantEntry } from '@/lib/gateway/catalog'
import type { Demand } from '@/lib/gateway/counters'
import { Refusal } from '@/lib/gateway/refusal'
import type { Authenticated } from '@/lib/gateway/steps/authenticate'
import type { Charge } from '@/lib/gateway/usage-entry'
import { type CallScope, countKeyOf, limitsOf } from '@/lib/policy/limits/applicable'
import { periodAt, type Span } from '@/lib/policy/limits/calendar'
import { amountAt, type Limit } from '@/lib/policy/limits/limit'
import { mostOf, type Price, priceAt } from '@/lib/policy/pricing/price'
import { inputTokensOf, outputTokensOf, type TokenCounts, totalTokensOf } from '@/lib/policy/pricing/tokens'

/** The limits that apply to a call, each with its counter; needs are not set yet. Without a model: all its key can meet. */
export function demandsOf(authenticated: Authenticated, model: string | null): Demand[] {
  const { key, snapshot, startedAtMs, call } = authenticated
  const { subscription } = key
  const scope: CallScope = {
    tenantIds: subscription.tenant.lineage,
    productId: key.product.id,
    subscriptionId: subscription.id,
    keyId: key.id,
    userId: key.userId,
    model,
  }
  return limitsOf(snapshot.limits, scope).map((limit) => ({
    limit,
    countKey: countKeyOf(limit, scope, (name) => call.header(name)),
    amount: amountAt(limit, startedAtMs),
    need: 0,
    span: spanOf(limit, snapshot, subscription.tenant, startedAtMs),
  }))
}

/** A quota's period: in the limit's own zone, else its tenant's (a child's calls count in the parent's month), else the caller's. */
export function spanOf({ window, scope }: Limit, snapshot: Snapshot, caller: TenantEntry, atMs: number): Span | null {
  if (window.kind !== 'quota') return null
  const owner = scope.tenantId === undefined ? caller : (snapshot.tenants.get(scope.tenantId) ?? caller)
  return periodAt(window.period, window.timeZone ?? owner.timeZone, window.weekStart, atMs)
}

/** What a call needs of a limit, holding `output` tokens for its answer. */
export function needOf(limit: Limit, prompt: number, output: number, prices: readonly Price[]): number {
  switch (limit.measure) {
    case 'requests':
    case 'concurrency':
      return 1
    case 'tokens':
      return prompt + output
    case 'inputTokens':
      return prompt
    case 'outputTokens':
      return output
    case 'cost':
      return costNeed(limit, prompt, output, prices)
  }
}

/** What a call really used of each demand, in the same order. A call that was not answered still counts as a request. */
export function actualsOf(demands: readonly Demand[], tokens: TokenCounts, costNano: bigint | null): number[] {
  return demands.map(({ limit }) => actualOf(limit, tokens, costNano))
}

/** What quotas and budgets are charged on the ledger, beside the counters in memory. */
export function chargesOf(demands: readonly Demand[], actuals: readonly number[]): Charge[] {
  return demands.flatMap((demand, i) => {
    const amount = actuals[i] ?? 0
    if (!demand.span || amount === 0) return []
    return [{ limitId: demand.limit.id, countKey: demand.countKey, periodStartMs: demand.span.startMs, amount }]
  })
}

/** The prices a call may be billed at: one for each member of the pool. Where one has none, money cannot be bounded. */
export function pricesOf(model: ModelEntry, atMs: number): Price[] | null {
  const prices: Price[] = []
  // What the pool falls back on may be dearer.
  for (const one of model.fallback ? [model, model.fallback] : [model]) {
    for (const member of one.pool.members) {
      const price = priceAt(one.prices, member.backendId, atMs)
      if (!price) return null
      prices.push(price)
    }
  }
  return prices
}

function actualOf({ measure }: Limit, tokens: TokenCounts, costNano: bigint | null): number {
  switch (measure) {
    case 'requests':
      return 1
    case 'concurrency':
      return 0
    case 'tokens':
      return totalTokensOf(tokens)
    case 'inputTokens':
      return inputTokensOf(tokens)
    case 'outputTokens':
      return outputTokensOf(tokens)
    case 'cost':
      return Number(costNano ?? 0n)
  }
}

function costNeed(limit: Limit, prompt: number, output: number, prices: readonly Price[]): number {
  const usable = prices.filter((price) => price.currency === limit.currency)
  if (usable.length === 0 || usable.length < prices.length) {
    if (limit.unpriced === 'allow') return 0
    throw new Refusal(
      'price_unknown',
      `The budget '${limit.name}' cannot be checked: there is no price in ${limit.currency} for this model.`,
      {
        limitId: limit.id,
        limitName: limit.name,
      },
    )
  }
  return Number(usable.reduce((most, price) => max(most, mostOf(price, prompt, output)), 0n))
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
