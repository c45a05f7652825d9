/** What a file would come to, before anything is booked: by subscription of API Management's and model. */
import type { ApimUsage, UsageFile } from '@/lib/azure/usage/read-usage'
import { calledOf, modelFor, type Names, subscriptionFor } from '@/lib/azure/usage/usage-names'
import { toPublicId } from '@/lib/base/ids'
import { formatNano } from '@/lib/base/money'
import type { AzureUsageGroup, AzureUsagePreview } from '@/lib/contracts/azure-usage'
import type { Context } from '@/lib/control/context'
import type { UsageBook } from '@/lib/control/control-ports'

const MOST_GROUPS = 2_000

type Sum = {
  usage: ApimUsage
  subscriptionId: string | null
  model: string | null
  calls: number
  input: number
  output: number
  costNano: bigint
  currency: string | null
  isUnpriced: boolean
}

export async function previewOf({ db }: Context, found: UsageFile, names: Names, book: UsageBook): Promise<AzureUsagePreview> {
  const sums = new Map<string, Sum>()
  let [calls, mapped, unpriced] = [0, 0, 0]
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const rows = found.usage.map((usage) => ({ usage, sum: sumOf(sums, usage, names) }))
  const prices = await book.price(
    rows.map(({ usage, sum: { subscriptionId, model } }) => ({
      subscriptionId,
      model,
      atMs: usage.atMs,
      tokens: tokensIn(usage),
    })),
  )
  for (const [i, { usage, sum }] of rows.entries()) {
    const price = prices[i]
    calls += usage.calls
    if (sum.subscriptionId !== null) mapped += usage.calls
    sum.calls += usage.calls
    sum.input += usage.inputTokens
    sum.output += usage.outputTokens
    firstMs = Math.min(firstMs, usage.atMs)
    lastMs = Math.max(lastMs, usage.atMs)
    if (price && price.costNano !== null) {
      sum.costNano += price.costNano
      sum.currency = price.currency
    } else if (sum.subscriptionId !== null) {
      sum.isUnpriced = true
      unpriced += usage.calls
    }
  }
  const ids = new Set([...sums.values()].flatMap(({ subscriptionId }) => subscriptionId ?? []))
  const known = await db.subscription.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true, tenant: { select: { name: true } } },
  })
  const byId = new Map(known.map((one) => [one.id, one]))
  const groups = [...sums.values()].sort((a, b) => b.input + b.output - a.input - a.output).slice(0, MOST_GROUPS)
  return {
    kind: found.kind,
    rows: found.rows,
    otherRows: found.otherRows,
    from: found.usage.length === 0 ? null : new Date(firstMs).toISOString(),
    to: found.usage.length === 0 ? null : new Date(lastMs).toISOString(),
    calls,
    mapped,
    unmapped: calls - mapped,
    unpriced,
    groups: groups.map((sum) => groupOf(sum, byId)),
  }
}

function sumOf(sums: Map<string, Sum>, usage: ApimUsage, names: Names): Sum {
  const key = JSON.stringify([usage.apimSubscription, usage.apimProduct, calledOf(usage), usage.deployment])
  let sum = sums.get(key)
  if (!sum) {
    const subscriptionId = subscriptionFor(names, usage)
    const none = { calls: 0, input: 0, output: 0, costNano: 0n, currency: null, isUnpriced: false }
    sum = { usage, subscriptionId, model: modelFor(names, usage), ...none }
    sums.set(key, sum)
  }
  return sum
}

type Known = ReadonlyMap<string, { name: string; tenant: { name: string } }>

function groupOf(
  { usage, subscriptionId, model, calls, input, output, costNano, currency, isUnpriced }: Sum,
  known: Known,
): AzureUsageGroup {
  const subscription = subscriptionId === null ? undefined : known.get(subscriptionId)
  return {
    apimSubscription: usage.apimSubscription,
    apimProduct: usage.apimProduct,
    called: calledOf(usage),
    model,
    subscriptionId: subscription && subscriptionId !== null ? toPublicId('subscription', subscriptionId) : null,
    subscriptionName: subscription?.name ?? null,
    tenantName: subscription?.tenant.name ?? null,
    calls,
    inputTokens: input,
    outputTokens: output,
    cost: currency === null ? null : formatNano(costNano),
    currency,
    note: noteOf(usage, subscription !== undefined, model, isUnpriced),
  }
}

function noteOf(
  { apimSubscription, apimProduct }: ApimUsage,
  isMapped: boolean,
  model: string | null,
  isUnpriced: boolean,
): string | null {
  if (!isMapped)
    return apimSubscription === '' && apimProduct === ''
      ? 'The rows do not say who called: join them with ApiManagementGatewayLogs.'
      : 'Nobody has said whose usage this is: it is left out.'
  if (model === null) return 'No model here is called so: it is booked under its own name, without a price.'
  return isUnpriced ? 'The price book has no price for then.' : null
}

function tokensIn({ inputTokens, cachedTokens, outputTokens, reasoningTokens }: ApimUsage) {
  return {
    input: inputTokens - cachedTokens,
    cacheRead: cachedTokens,
    output: outputTokens - reasoningTokens,
    reasoning: reasoningTokens,
  }
}
