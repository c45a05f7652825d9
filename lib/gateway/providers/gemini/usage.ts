/** Google's usage, made disjoint: the prompt contains what was cached, thoughts stand beside the answer. https://ai.google.dev/api/generate-content#UsageMetadata */
import { asCount, asObject, type JsonObject } from '@/lib/gateway/json'
import type { TokenCounts } from '@/lib/policy/pricing/tokens'

export function geminiTokens(usage: JsonObject): TokenCounts | null {
  const counts = [usage.promptTokenCount, usage.toolUsePromptTokenCount, usage.candidatesTokenCount, usage.thoughtsTokenCount]
  const [prompt, tools, candidates, thoughts] = counts.map((count) =>
    count === undefined || count === null ? 0 : asCount(count),
  )
  if (usage.promptTokenCount === undefined) return null
  if (prompt === null || tools === null || candidates === null || thoughts === null) return null
  const cacheRead = Math.min(asCount(usage.cachedContentTokenCount) ?? 0, prompt ?? 0)
  const audioIn = Math.min(audioOf(usage.promptTokensDetails), (prompt ?? 0) - cacheRead)
  const audioOut = Math.min(audioOf(usage.candidatesTokensDetails), candidates ?? 0)
  return {
    input: (prompt ?? 0) - cacheRead - audioIn + (tools ?? 0),
    cacheRead,
    cacheWrite: 0,
    cacheWrite1h: 0,
    output: (candidates ?? 0) - audioOut,
    reasoning: thoughts ?? 0,
    audioIn,
    audioOut,
    images: 0,
  }
}

function audioOf(details: unknown): number {
  let tokens = 0
  for (const one of Array.isArray(details) ? details : []) {
    const { modality, tokenCount } = asObject(one) ?? {}
    if (modality === 'AUDIO') tokens += asCount(tokenCount) ?? 0
  }
  return tokens
}
