/** What a past call asked of a limit and what it used, read from its usage record. */
import { countKeyOf } from '@/lib/policy/limits/applicable'
import type { Span } from '@/lib/policy/limits/calendar'
import type { Limit } from '@/lib/policy/limits/limit'
import { LEAST_ANSWER } from '@/lib/policy/limits/output-least'
import type { PastCall } from '@/lib/policy/limits/replay'
import { usedOf } from '@/lib/policy/limits/used-of'
import { mostOf, type Price, priceAt } from '@/lib/policy/pricing/price'
import type { PastCallRow } from '@/lib/reports/past-calls'

/** The prices of a model in the limit's currency, latest first, and the backends that may answer for it. */
export type ModelPrices = { prices: Price[]; backendIds: string[] }

export type Rates = ReadonlyMap<string, ModelPrices>

/** The record keeps what tokens were held together; of one side alone, and of money, it lets one tell only nearly. */
export function isEstimated({ measure, mode }: Limit): boolean {
  const isCounted = measure === 'requests' || measure === 'concurrency'
  return !isCounted && (mode === 'optimistic' || measure !== 'tokens')
}

export function pastCallOf(
  limit: Limit,
  row: PastCallRow,
  spanAt: (tenantId: string, atMs: number) => Span | null,
  rates: Rates,
): PastCall {
  const startedMs = row.at.getTime()
  const scope = {
    tenantIds: [row.tenant_id],
    productId: row.product_id,
    subscriptionId: row.subscription_id,
    keyId: row.key_id,
    userId: row.user_id,
    model: row.model,
  }
  const cost = row.currency === limit.currency ? row.cost_nano : null
  const { need, least } = needsOf(limit, row, startedMs, rates)
  return {
    id: row.id,
    atMs: startedMs,
    endMs: startedMs + row.duration_ms,
    countKey: countKeyOf(limit, scope, () => undefined),
    span: spanAt(row.tenant_id, startedMs),
    calls: row.calls,
    wasRefused: row.outcome === 'refused',
    need,
    least,
    used: usedOf(limit.measure, Number(row.input), Number(row.output), cost),
  }
}

/** The gateway chose the bound of the answer where the record has one: there it would have made do with less. */
function needsOf(limit: Limit, row: PastCallRow, atMs: number, rates: Rates): { need: number; least: number } {
  const hold = Number(row.hold_tokens)
  const input = Number(row.input)
  const prompt = row.output_cap === null ? Math.min(hold, input || hold) : Math.max(0, hold - row.output_cap)
  const output = hold - prompt
  const shortest = row.output_cap === null ? output : Math.min(LEAST_ANSWER, output)
  switch (limit.measure) {
    case 'requests':
    case 'concurrency':
      return { need: 1, least: 1 }
    case 'tokens':
      return { need: hold, least: prompt + shortest }
    case 'inputTokens':
      return { need: prompt, least: prompt }
    case 'outputTokens':
      return { need: output, least: shortest }
    case 'cost':
      return { need: dearest(row, prompt, output, atMs, rates), least: dearest(row, prompt, shortest, atMs, rates) }
  }
}

/** A budget holds the dearest price of the pool's members. */
function dearest({ model }: PastCallRow, prompt: number, output: number, atMs: number, rates: Rates): number {
  const known = model === null ? undefined : rates.get(model)
  if (!known) return 0
  const costs = (known.backendIds.length > 0 ? known.backendIds : [null]).map((backendId) => {
    const price = priceAt(known.prices, backendId, atMs)
    return price ? Number(mostOf(price, prompt, output)) : 0
  })
  return Math.max(0, ...costs)
}
