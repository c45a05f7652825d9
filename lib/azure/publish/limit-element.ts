/** A limit as a policy of API Management. Pure. */
import { type PolicyElement, policyElement } from '@/lib/azure/policy-xml/policy-tree'
import type { Loss } from '@/lib/azure/publish/entity'
import type { OurLimit } from '@/lib/azure/publish/our-estate'

/** A product's own names for what callers are told about limits. */
export type HeaderNames = Readonly<Record<string, string | undefined>>

const counters: Record<string, string> = {
  subscription: '@(context.Subscription.Id)',
  product: '@(context.Product.Id)',
  user: '@(context.User.Id)',
}

function counterOf(countBy: string): string | null {
  const [, header] = /^header:([\w-]+)$/.exec(countBy) ?? []
  if (header) return `@(context.Subscription.Id + context.Request.Headers.GetValueOrDefault("${header}", ""))`
  return counters[countBy] ?? null
}

const quotaPeriods: Record<string, string> = { hour: 'Hourly', day: 'Daily', week: 'Weekly', month: 'Monthly', year: 'Yearly' }
const periodSeconds: Record<string, number> = { hour: 3_600, day: 86_400, week: 604_800 }

/** The policy that stands for a limit of a product; none where there is nothing of its kind, which is said. */
export function limitElement(limit: OurLimit, headerNames: HeaderNames, losses: Loss[]): PolicyElement[] {
  const lose = (reason: string): PolicyElement[] => {
    losses.push({ title: limit.name, reason })
    return []
  }
  const { tenantId, subscriptionId, keyId, userId, model, measure, windowKind, windowSeconds, period } = limit
  if (tenantId || subscriptionId || keyId || userId || model)
    return lose('It is for some of the callers only; there is no policy for that.')
  const counter = counterOf(limit.countBy)
  if (!counter) return lose(`It counts by ${limit.countBy}; there it is by product, subscription, user or header.`)
  if (limit.onExceed !== 'refuse') return lose('It warns or lets callers wait; there a limit refuses.')
  const amount = String(limit.amount)
  const estimate = limit.mode === 'strict' ? 'true' : 'false'
  if (measure === 'tokens' && windowKind === 'rate') {
    if (windowSeconds !== 60) return lose('Tokens are counted by the minute there.')
    return [
      policyElement('llm-token-limit', {
        'counter-key': counter,
        'tokens-per-minute': amount,
        'estimate-prompt-tokens': estimate,
        'remaining-tokens-header-name': headerNames.remainingTokens,
        'tokens-consumed-header-name': headerNames.tokensConsumed,
        'retry-after-header-name': headerNames.retryAfter,
      }),
    ]
  }
  if (measure === 'tokens') {
    const quota = quotaPeriods[period ?? '']
    if (!quota) return lose(`A token quota there has no period of a ${period}.`)
    return [
      policyElement('llm-token-limit', {
        'counter-key': counter,
        'token-quota': amount,
        'token-quota-period': quota,
        'estimate-prompt-tokens': estimate,
        'remaining-quota-tokens-header-name': headerNames.remainingQuotaTokens,
        'tokens-consumed-header-name': headerNames.tokensConsumed,
        'retry-after-header-name': headerNames.retryAfter,
      }),
    ]
  }
  if (measure === 'requests' && windowKind === 'rate') {
    if ((windowSeconds ?? 0) > 300) return lose('A rate there has a window of five minutes at most.')
    const renewal = String(windowSeconds ?? 60)
    return [
      policyElement('rate-limit-by-key', {
        calls: amount,
        'renewal-period': renewal,
        'counter-key': counter,
        'remaining-calls-header-name': headerNames.remainingCalls,
        'total-calls-header-name': headerNames.totalCalls,
        'retry-after-header-name': headerNames.retryAfter,
      }),
    ]
  }
  const seconds = periodSeconds[period ?? '']
  if (measure === 'requests' && seconds !== undefined)
    return [policyElement('quota-by-key', { calls: amount, 'renewal-period': String(seconds), 'counter-key': counter })]
  return lose(
    measure === 'cost' ? 'There is no policy for money.' : `There is no policy for ${measure} by ${period ?? windowKind}.`,
  )
}
