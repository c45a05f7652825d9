/** Step 3: tokens, requests and money are taken from every limit that applies, all or nothing, before anything costs money. */

import type { CounterView, Demand, Hold } from '@/lib/gateway/counters'
import type { GatewayPorts } from '@/lib/gateway/ports'
import { Refusal } from '@/lib/gateway/refusal'
import type { GatewayState } from '@/lib/gateway/state'
import { actualsOf, chargesOf, demandsOf, needOf, pricesOf } from '@/lib/gateway/steps/demands'
import { boundOutput, type OutputBound } from '@/lib/gateway/steps/output-bound'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import type { CallIdentity, Estimate } from '@/lib/gateway/usage-entry'
import { localDayAt } from '@/lib/policy/limits/calendar'
import { costOf, type Price } from '@/lib/policy/pricing/price'
import { noTokens, totalTokensOf } from '@/lib/policy/pricing/tokens'

export type Reserved = Resolved & {
  identity: CallIdentity
  demands: readonly Demand[]
  views: readonly CounterView[]
  hold: Hold
  bound: OutputBound
  holdTokens: number
}

/** Takes the hold and writes the `open` line. Throws the Refusal of the limit that says no. */
export async function reserve(ports: GatewayPorts, state: GatewayState, arrived: Resolved): Promise<Reserved> {
  if (!ports.ledger.canOpen()) {
    throw new Refusal('ledger_full', 'The gateway cannot book calls at the moment and so takes none.', { retryAfterMs: 2_000 })
  }
  // This instant is the admission: counters, ledger, periods and statements all go by it.
  const nowMs = ports.clock.now()
  const resolved = { ...arrived, startedAtMs: nowMs }
  const identity = identityOf(resolved)
  const demands = demandsOf(resolved)
  const prices = pricesOf(resolved.model, nowMs)
  const used = demands.length === 0 ? [] : await ports.counters.peek(demands, nowMs)
  const bound = boundOutput(resolved, demands, used, state.history, prices ?? [])
  const mean = state.history.meanOf(resolved.model.name, resolved.key.product.id)
  for (const demand of demands) {
    const output = demand.limit.mode === 'optimistic' ? Math.min(bound.tokens, mean ?? bound.tokens) : bound.tokens
    demand.need = needOf(demand.limit, resolved.prompt.tokens, output, prices ?? [])
  }
  const result = ports.counters.reserve(resolved.id, demands, nowMs)
  const { ok, views, ...rest } = result instanceof Promise ? await result : result
  if (!ok || !('hold' in rest)) throw refusalOf(views, nowMs)
  const holdTokens = resolved.prompt.tokens + bound.tokens
  const reserved = { ...resolved, identity, demands, views, hold: rest.hold, bound, holdTokens }
  const opened = ports.ledger.open({ identity, holdTokens, estimate: estimateOf(reserved, dearest(prices, holdTokens), 0) })
  if (opened instanceof Promise) await opened
  return reserved
}

/** What a call has used as far as anybody can tell: its prompt and the output counted so far. */
export function estimateOf(reserved: Reserved, price: Price | null, output: number): Estimate {
  const tokens = { ...noTokens, input: reserved.prompt.tokens, output }
  const costNano = price ? costOf(price, tokens) : null
  return {
    tokens,
    priceId: price?.id ?? null,
    currency: price?.currency ?? null,
    costNano,
    charges: chargesOf(reserved.demands, actualsOf(reserved.demands, tokens, costNano)),
  }
}

export function identityOf(resolved: Resolved): CallIdentity {
  const { id, startedAtMs, key, call, dialect, request, model } = resolved
  const { tenant } = key.subscription
  return {
    id,
    startedAtMs,
    localDay: localDayAt(tenant.timeZone, startedAtMs),
    tenantId: tenant.id,
    productId: key.product.id,
    subscriptionId: key.subscription.id,
    keyId: key.id,
    userId: key.userId,
    endUser: request.endUser,
    model: model.name,
    dialect: dialect.name,
    operation: request.operation,
    streamed: request.isStream,
    clientRequestId: call.header('x-client-request-id')?.slice(0, 128) ?? null,
    bytesIn: resolved.bytesIn,
  }
}

/** If any quota or budget says no: that one, with its reset. Else the longest wait. A need larger than the amount never fits. */
function refusalOf(views: readonly CounterView[], nowMs: number): Refusal {
  const refused = views.filter((view) => view.hasRefused)
  const never = refused.find(({ demand }) => demand.need > demand.amount)
  const quota = refused.find(({ demand }) => demand.limit.window.kind === 'quota' && demand.limit.measure !== 'concurrency')
  if (quota && quota !== never) {
    const { limit } = quota.demand
    return new Refusal(
      'quota_exceeded',
      `The ${periodName(quota.demand)} '${limit.name}' is used up until ${new Date(quota.resetAtMs).toISOString()}.`,
      {
        status: limit.quotaStatus,
        limitId: limit.id,
        limitName: limit.name,
        resetAtMs: quota.resetAtMs,
        retryAfterMs: quota.resetAtMs - nowMs,
      },
    )
  }
  if (never) {
    const { limit, need, amount } = never.demand
    return new Refusal(
      'request_too_large_for_limit',
      `This call asks for ${need} ${limit.measure} and '${limit.name}' never allows more than ${amount}: waiting does not help.`,
      {
        status: limit.window.kind === 'quota' ? limit.quotaStatus : 429,
        limitId: limit.id,
        limitName: limit.name,
      },
    )
  }
  const slowest = refused.reduce((a, b) => (b.resetAtMs > a.resetAtMs ? b : a))
  const { limit } = slowest.demand
  const waitMs = Number.isFinite(slowest.resetAtMs) ? Math.max(1, slowest.resetAtMs - nowMs) : 1_000
  return new Refusal(
    'rate_limit_exceeded',
    `The limit '${limit.name}' is reached. Try again in ${Math.ceil(waitMs / 1000)} seconds.`,
    {
      limitId: limit.id,
      limitName: limit.name,
      retryAfterMs: waitMs,
    },
  )
}

function periodName({ limit }: Demand): string {
  const kind = limit.measure === 'cost' ? 'budget' : 'quota'
  return limit.window.kind === 'quota' ? `${limit.window.period} ${kind}` : kind
}

function dearest(prices: readonly Price[] | null, tokens: number): Price | null {
  if (!prices) return null
  const sample = { ...noTokens, input: tokens, output: tokens }
  if (totalTokensOf(sample) === 0) return prices[0] ?? null
  return prices.reduce<Price | null>(
    (a, b) => (a === null || (costOf(b, sample) ?? 0n) > (costOf(a, sample) ?? 0n) ? b : a),
    null,
  )
}
