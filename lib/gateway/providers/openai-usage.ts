/**
 * OpenAI's usage block, made disjoint: `prompt_tokens` contains the cached and audio tokens, `completion_tokens` contains
 * the reasoning and audio ones. https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage
 */
import { asCount, asObject, type JsonObject } from '@/lib/gateway/json'
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

export function openaiTokens(usage: JsonObject): TokenCounts | null {
  const input = asObject(usage.prompt_tokens_details) ?? {}
  const output = asObject(usage.completion_tokens_details) ?? {}
  const prompt = asCount(usage.prompt_tokens)
  // Embeddings have no completion; a figure that is there and no count makes the whole block worthless.
  const completion = usage.completion_tokens === undefined ? 0 : asCount(usage.completion_tokens)
  if (prompt === null || completion === null) return null
  const cacheRead = Math.min(asCount(input.cached_tokens) ?? 0, prompt)
  const audioIn = Math.min(asCount(input.audio_tokens) ?? 0, prompt - cacheRead)
  const reasoning = Math.min(asCount(output.reasoning_tokens) ?? 0, completion)
  const audioOut = Math.min(asCount(output.audio_tokens) ?? 0, completion - reasoning)
  return {
    input: prompt - cacheRead - audioIn,
    cacheRead,
    cacheWrite: 0,
    output: completion - reasoning - audioOut,
    reasoning,
    audioIn,
    audioOut,
    images: 0,
  }
}
