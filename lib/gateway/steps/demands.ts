/** What a call asks of each limit that applies to it: the needs before it is sent, and the truth afterwards. */
import { type KeyEntry, type ModelEntry, type Snapshot, type TenantEntry, zoneAt } from '@/lib/gateway/catalog'
import type { Demand } from '@/lib/gateway/counters'
import type { GatewayRequest } from '@/lib/gateway/operations/gateway-request'
import { tellsCost } from '@/lib/gateway/operations/told-cost'
import { Refusal } from '@/lib/gateway/refusal'
import type { Authenticated } from '@/lib/gateway/steps/authenticate'
import { namesCost, priceFor } from '@/lib/gateway/steps/price-for'
import type { Charge } from '@/lib/gateway/usage-entry'
import { type CallScope, countKeyOf, limitsOf } from '@/lib/policy/limits/applicable'
import { periodAt, type Span } from '@/lib/policy/limits/calendar'
import { amountAt, type Limit } from '@/lib/policy/limits/limit'
import { usedOf } from '@/lib/policy/limits/used-of'
import { mostOf, type Price, type Units } from '@/lib/policy/pricing/price'
import { inputTokensOf, outputTokensOf, type TokenCounts } from '@/lib/policy/pricing/tokens'

/** The limits that apply to a call, each with its counter; needs are not set yet. Without a model: all its key can meet. */
export function demandsOf(
  { key, snapshot, startedAtMs, call }: Pick<Authenticated, 'key' | 'snapshot' | 'startedAtMs' | 'call'>,
  model: string | null,
): Demand[] {
  const { scope, limits } = applicableTo(key, snapshot, model)
  const header = (name: string) => call.header(name)
  return limits.map((limit) => ({
    limit,
    countKey: countKeyOf(limit, scope, header, key.claims),
    amount: amountAt(limit, startedAtMs),
    need: 0,
    span: spanOf(limit, snapshot, key.subscription.tenant, startedAtMs),
  }))
}

type Applicable = { scope: CallScope; limits: readonly Limit[] }

/** A key's entry lives as long as its snapshot, and so does what applies to it: it is found once, not once per call. */
const known = new WeakMap<KeyEntry, Map<string | null, Applicable>>()

function applicableTo(key: KeyEntry, snapshot: Snapshot, model: string | null): Applicable {
  let byModel = known.get(key)
  if (!byModel) {
    byModel = new Map()
    known.set(key, byModel)
  }
  let applicable = byModel.get(model)
  if (!applicable) {
    const { subscription } = key
    const scope: CallScope = {
      tenantIds: subscription.tenant.lineage,
      productId: key.product.id,
      subscriptionId: subscription.id,
      keyId: key.id,
      userId: key.userId,
      model,
    }
    applicable = { scope, limits: limitsOf(snapshot.limits, scope) }
    byModel.set(model, applicable)
  }
  return applicable
}

/** A quota's period: in the limit's own zone, else its tenant's (a child's calls count in the parent's month), else the caller's. */
export function spanOf({ window, scope }: Limit, snapshot: Snapshot, caller: TenantEntry, atMs: number): Span | null {
  if (window.kind !== 'quota') return null
  const owner = scope.tenantId === undefined ? caller : (snapshot.tenants.get(scope.tenantId) ?? caller)
  return periodAt(window.period, window.timeZone ?? zoneAt(owner, atMs), window.weekStart, atMs)
}

/** What a call needs of a limit, holding `output` tokens for its answer. */
export function needOf(limit: Limit, prompt: number, output: number, prices: readonly Price[], units?: readonly Units[]): number {
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
      return costNeed(limit, prompt, output, prices, units)
  }
}

/**
 * What a call really used of each demand, in the same order. A call that was not answered still counts as a request; money counts
 * in its own currency only.
 */
export function actualsOf(
  demands: readonly Demand[],
  tokens: TokenCounts,
  costNano: bigint | null,
  currency: string | null,
): number[] {
  const input = inputTokensOf(tokens)
  const output = outputTokensOf(tokens)
  const actuals: number[] = []
  for (const { limit } of demands)
    actuals.push(usedOf(limit.measure, input, output, limit.currency === currency ? costNano : null))
  return actuals
}

/** What quotas and budgets are charged on the ledger, beside the counters in memory. */
export function chargesOf(demands: readonly Demand[], actuals: readonly number[]): Charge[] {
  const charges: Charge[] = []
  for (let i = 0; i < demands.length; i++) {
    const demand = demands[i]
    const amount = actuals[i] ?? 0
    if (demand?.span && amount !== 0)
      charges.push({ limitId: demand.limit.id, countKey: demand.countKey, periodStartMs: demand.span.startMs, amount })
  }
  return charges
}

/** The prices a call may be billed at, whichever member of the pool answers it. Where one has none, money cannot be bounded. */
export function pricesOf(call: Pick<Authenticated, 'key' | 'snapshot'>, model: ModelEntry, atMs: number): Price[] | null {
  const prices: Price[] = []
  // What the pool falls back on may be dearer.
  for (const one of model.fallback ? [model, model.fallback] : [model]) {
    for (const member of one.pool.members) {
      const price = priceFor(call, one, member.backendId, atMs)
      if (!price) return null
      if (!prices.includes(price)) prices.push(price)
    }
  }
  return prices
}

/** The prices a call can be held at; null where none of them says what it will cost. */
export function pricesFor(
  call: Pick<Authenticated, 'key' | 'snapshot'> & { request: GatewayRequest },
  model: ModelEntry,
  atMs: number,
): Price[] | null {
  const { request } = call
  const { extras } = request
  if (extras.isUnpriced && !extras.billedBy) return null
  const prices = pricesOf(call, model, atMs)
  const isKnown = (price: Price) => namesCost(extras, price) && (extras.unbounded === null || tellsCost(request, price))
  return prices?.every(isKnown) ? prices : null
}

function costNeed(limit: Limit, prompt: number, output: number, prices: readonly Price[], units?: readonly Units[]): number {
  // What a commitment has paid for is nothing in every currency.
  const usable = prices.filter((price) => price.currency === limit.currency || price.id === null)
  if (usable.length === 0 || usable.length < prices.length) {
    if (limit.unpriced === 'allow') return 0
    throw new Refusal(
      'price_unknown',
      `The budget '${limit.name}' cannot be checked: no price in ${limit.currency} says what this call would cost.`,
      {
        limitId: limit.id,
        limitName: limit.name,
      },
    )
  }
  return Number(usable.reduce((most, price) => max(most, mostOf(price, prompt, output, units)), 0n))
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
