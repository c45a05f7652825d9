/** Bedrock's usage, disjoint already: what was cached stands beside the input. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html */
import { asCount, type JsonObject } from '@/lib/gateway/json'
import { type TokenCounts, tokensOf } from '@/lib/policy/pricing/tokens'

export function bedrockTokens(usage: JsonObject): TokenCounts | null {
  const input = asCount(usage.inputTokens)
  const output = asCount(usage.outputTokens)
  if (input === null || output === null) return null
  const cacheRead = asCount(usage.cacheReadInputTokens) ?? 0
  const cacheWrite = asCount(usage.cacheWriteInputTokens) ?? 0
  return { ...tokensOf(input, output), cacheRead, cacheWrite }
}
