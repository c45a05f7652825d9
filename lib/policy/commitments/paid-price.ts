/** Calls that provisioned throughput serves have been paid for by the hour: by token they cost nothing. */
import type { Price } from '@/lib/policy/pricing/price'

export type Term = { backendId: string; currency: string; fromMs: number; untilMs: number }

export function paidPrice({ backendId, currency, fromMs, untilMs }: Term, model: string): Price {
  return { id: null, model, backendId, currency, effectiveFromMs: fromMs, untilMs, perMillion: nothing }
}

const nothing = {
  input: 0n,
  cacheRead: null,
  cacheWrite: null,
  output: 0n,
  reasoning: null,
  audioIn: null,
  audioOut: null,
  image: 0n,
}
