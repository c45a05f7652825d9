/**
 * OpenAI's usage block, made disjoint: `prompt_tokens` contains the cached and audio tokens, `completion_tokens` contains
 * the reasoning and audio ones. https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage
 */
import { asCount, asObject, type JsonObject } from '@/lib/gateway/json'
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

export function openaiTokens(usage: JsonObject): TokenCounts {
  const input = asObject(usage.prompt_tokens_details) ?? {}
  const output = asObject(usage.completion_tokens_details) ?? {}
  const prompt = asCount(usage.prompt_tokens)
  const completion = asCount(usage.completion_tokens)
  const cacheRead = Math.min(asCount(input.cached_tokens), prompt)
  const audioIn = Math.min(asCount(input.audio_tokens), prompt - cacheRead)
  const reasoning = Math.min(asCount(output.reasoning_tokens), completion)
  const audioOut = Math.min(asCount(output.audio_tokens), completion - reasoning)
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
