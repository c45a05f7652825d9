/** Anthropic's usage block, disjoint already: the cached tokens stand beside the input, thoughts are part of the output. */
import { asCount, asObject, type JsonObject } from '@/lib/gateway/json'
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

export function anthropicTokens(usage: JsonObject): TokenCounts | null {
  const input = asCount(usage.input_tokens)
  const output = asCount(usage.output_tokens)
  if (input === null || output === null) return null
  const written = asCount(usage.cache_creation_input_tokens) ?? 0
  const cacheWrite1h = Math.min(asCount(asObject(usage.cache_creation)?.ephemeral_1h_input_tokens) ?? 0, written)
  const reasoning = Math.min(asCount(asObject(usage.output_tokens_details)?.thinking_tokens) ?? 0, output)
  return {
    input,
    cacheRead: asCount(usage.cache_read_input_tokens) ?? 0,
    cacheWrite: written - cacheWrite1h,
    cacheWrite1h,
    output: output - reasoning,
    reasoning,
    audioIn: 0,
    audioOut: 0,
    images: 0,
  }
}
