/** What a plain operation has used: the provider's own figures where it gives any, else what can be counted. */
import { asCount, asObject, type JsonObject } from '@/lib/gateway/json'
import type { PlainOperation } from '@/lib/gateway/operations/operation-kinds'
import { unitsOf } from '@/lib/gateway/operations/plain'
import type { Target } from '@/lib/gateway/steps/candidates'
import type { Reserved } from '@/lib/gateway/steps/reserve'
import { textOfChoice } from '@/lib/gateway/streams/chat-meter'
import { likelyTokens } from '@/lib/gateway/tokens/tokenizer'
import type { Measured } from '@/lib/gateway/usage-entry'
import type { Units } from '@/lib/policy/pricing/price'
import { noTokens, type TokenCounts, tokensOf } from '@/lib/policy/pricing/tokens'

export type PlainUsage = { tokens: TokenCounts; measured: Measured; units: Units[] }

export function plainUsageOf(
  operation: PlainOperation,
  reserved: Reserved,
  { provider, model }: Target,
  answer: JsonObject | null,
): PlainUsage {
  const units = unitsOf(operation, reserved.request.body, answer)
  const usage = asObject(answer?.usage)
  const counted = usage && (provider.tokensOf(usage) ?? totalOf(usage))
  if (counted) return { tokens: counted, measured: 'measured', units }
  switch (operation) {
    case 'moderations':
      // Providers charge nothing for it; the request is counted.
      return { tokens: noTokens, measured: 'none', units }
    case 'images':
      return { tokens: { ...noTokens, images: units[0]?.amount ?? 0 }, measured: 'measured', units }
    case 'speech':
    case 'transcriptions':
      // By the second or the character: known only where the price names it.
      reserved.request.extras = { ...reserved.request.extras, isUnpriced: true, billedBy: units[0]?.kind ?? null }
      return { tokens: tokensOf(reserved.prompt.likely, 0), measured: 'estimated', units }
    case 'completions': {
      const choices = Array.isArray(answer?.choices) ? answer.choices : []
      const texts = choices.map((choice) => textOfChoice(asObject(choice), 'message') ?? '')
      const output = texts.reduce((sum, text) => sum + likelyTokens(model.tokenizer, text), 0)
      return { tokens: tokensOf(reserved.prompt.likely, output), measured: 'estimated', units }
    }
    default:
      return { tokens: tokensOf(reserved.prompt.likely, 0), measured: 'estimated', units }
  }
}

/** Rerankers say how many tokens there were, and not of which kind. */
function totalOf(usage: JsonObject): TokenCounts | null {
  const total = asCount(usage.total_tokens)
  return total === null ? null : tokensOf(total, 0)
}
