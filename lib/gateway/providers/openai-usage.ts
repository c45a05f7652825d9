/**
 * OpenAI's usage block, made disjoint: `prompt_tokens` contains the cached and audio tokens, `completion_tokens` contains
 * the reasoning and audio ones. https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage
 */
import { asCount, asObject, type JsonObject } from '@/lib/gateway/json'
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

export function openaiTokens(usage: JsonObject): TokenCounts | null {
  // The Responses API calls them input and output, transcripts have their details in the singular.
  const isResponse = usage.prompt_tokens === undefined && usage.input_tokens !== undefined
  const input =
    asObject(isResponse ? (usage.input_tokens_details ?? usage.input_token_details) : usage.prompt_tokens_details) ?? {}
  const output = asObject(isResponse ? usage.output_tokens_details : usage.completion_tokens_details) ?? {}
  const prompt = asCount(isResponse ? usage.input_tokens : usage.prompt_tokens)
  const completions = isResponse ? usage.output_tokens : usage.completion_tokens
  // Embeddings have no completion; a figure that is there and no count makes the whole block worthless.
  const completion = completions === undefined ? 0 : asCount(completions)
  if (prompt === null || completion === null) return null
  const cacheRead = Math.min(asCount(input.cached_tokens) ?? 0, prompt)
  const audioIn = Math.min(asCount(input.audio_tokens) ?? 0, prompt - cacheRead)
  const reasoning = Math.min(asCount(output.reasoning_tokens) ?? 0, completion)
  const audioOut = Math.min(asCount(output.audio_tokens) ?? 0, completion - reasoning)
  return {
    input: prompt - cacheRead - audioIn,
    cacheRead,
    cacheWrite: 0,
    cacheWrite1h: 0,
    output: completion - reasoning - audioOut,
    reasoning,
    audioIn,
    audioOut,
    images: 0,
  }
}
