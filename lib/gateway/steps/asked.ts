/** What a call that was refused by limits had asked for: so that it can be told later what another amount would have let through. */
import type { CounterView } from '@/lib/gateway/counters'
import { isWordless } from '@/lib/gateway/operations/operation-kinds'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import type { LimitTrace } from '@/lib/gateway/usage-entry'
import { LEAST_ANSWER } from '@/lib/policy/limits/output-least'

/** Prompt and answer together, and the bound the gateway would have sent. Nothing where no limit was asked. */
export function askedOf(
  resolved: Resolved | null,
  views: readonly CounterView[] | undefined,
): { holdTokens: number; outputCap: number | null } {
  if (!resolved || !views || views.length === 0) return { holdTokens: 0, outputCap: null }
  const { prompt, request } = resolved
  const output = outputOf(resolved, views)
  const isOurs = request.maxOutput === null && !isWordless(request.operation)
  return { holdTokens: prompt.tokens + output, outputCap: isOurs ? Math.round(output / request.choices) : null }
}

/** How the limits stood, for the trace. */
export function limitTraces(views: readonly CounterView[] | undefined): LimitTrace[] {
  return (views ?? []).map(({ demand, used, hasRefused }) => ({
    limitId: demand.limit.id,
    name: demand.limit.name,
    countKey: demand.countKey,
    used,
    amount: demand.amount,
    need: demand.need,
    hasRefused,
  }))
}

function outputOf({ prompt, request, model }: Resolved, views: readonly CounterView[]): number {
  if (isWordless(request.operation)) return 0
  for (const { demand } of views) {
    if (demand.limit.mode !== 'strict') continue
    if (demand.limit.measure === 'tokens') return demand.need - prompt.tokens
    if (demand.limit.measure === 'outputTokens') return demand.need
  }
  const most = model.maxOutputTokens * request.choices
  return Math.min(request.maxOutput ?? LEAST_ANSWER * request.choices, most)
}
