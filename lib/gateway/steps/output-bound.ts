/**
 * The most an answer may use. A bound is hard only if the provider enforces it, so where the caller sets none we send one
 * upstream: the smallest of what the model can do, what its answers have needed, and the room that is left.
 */
import type { Demand } from '@/lib/gateway/counters'
import { isWordless } from '@/lib/gateway/operations/operation-kinds'
import type { OutputHistory } from '@/lib/gateway/output-history'
import { Refusal } from '@/lib/gateway/refusal'
import { needOf } from '@/lib/gateway/steps/demands'
import type { Resolved } from '@/lib/gateway/steps/resolve'
import { LEAST_ANSWER } from '@/lib/policy/limits/output-least'
import type { Price } from '@/lib/policy/pricing/price'

export type OutputBound = {
  /** Held for the answer, all choices together. */
  tokens: number
  /** Sent upstream as the maximum of each choice; null where the caller's own stands or nothing needs one. */
  cap: number | null
}

const FLOOR = 1_024

export function boundOutput(
  resolved: Resolved,
  demands: readonly Demand[],
  used: readonly number[],
  history: OutputHistory,
  prices: readonly Price[],
): OutputBound {
  const { request, model, key } = resolved
  if (isWordless(request.operation)) return { tokens: 0, cap: null }
  if (request.maxOutput !== null)
    return { tokens: Math.min(request.maxOutput, model.maxOutputTokens * request.choices), cap: null }
  const isMetered = demands.some(
    ({ limit }) => ['tokens', 'outputTokens', 'cost'].includes(limit.measure) && limit.mode === 'strict',
  )
  const usual = Math.min(model.maxOutputTokens, Math.max(FLOOR, history.p999Of(model.name, key.product.id) ?? 0))
  if (!isMetered || key.product.outputCap === 'trust') return { tokens: usual * request.choices, cap: null }
  if (key.product.outputCap === 'refuse') {
    throw new Refusal('invalid_request', "Your product asks for 'max_completion_tokens' (or 'max_tokens') on every call.", {
      param: 'max_completion_tokens',
    })
  }
  const room = demands.reduce((least, demand, i) => Math.min(least, roomOf(demand, used[i] ?? 0, resolved, prices)), usual)
  const cap = Math.max(Math.min(LEAST_ANSWER, usual), Math.floor(room))
  return { tokens: cap * request.choices, cap }
}

/** How many output tokens of each choice fit under a demand besides the prompt. */
function roomOf({ limit, amount }: Demand, used: number, { prompt, request }: Resolved, prices: readonly Price[]): number {
  if (limit.onExceed === 'warn') return Number.POSITIVE_INFINITY
  const left = amount - used
  if (limit.measure === 'tokens') return (left - prompt.tokens) / request.choices
  if (limit.measure === 'outputTokens') return left / request.choices
  if (limit.measure !== 'cost') return Number.POSITIVE_INFINITY
  const forPrompt = needOf(limit, prompt.tokens, 0, prices)
  const perMillion = needOf(limit, 0, 1_000_000, prices)
  return perMillion === 0 ? Number.POSITIVE_INFINITY : ((left - forPrompt) / perMillion) * (1_000_000 / request.choices)
}
