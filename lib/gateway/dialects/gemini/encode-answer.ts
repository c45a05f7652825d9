/** An answer as a GenerateContentResponse. https://ai.google.dev/api/generate-content#generatecontentresponse */
import type { ChatAnswer, ChatChoice, StopReason } from '@/lib/gateway/chat/chat-answer'
import type { Part } from '@/lib/gateway/chat/chat-call'
import { parseInput } from '@/lib/gateway/chat/fields'
import type { AskedFor } from '@/lib/gateway/chat/wire'
import type { JsonObject } from '@/lib/gateway/json'
import { inputTokensOf, outputTokensOf, type TokenCounts } from '@/lib/policy/pricing/tokens'

export function encodeGeminiAnswer(answer: ChatAnswer, asked: AskedFor): JsonObject {
  return {
    candidates: answer.choices.map((choice, index) => candidateOf(choice, index)),
    ...(answer.tokens ? { usageMetadata: geminiUsage(answer.tokens) } : {}),
    modelVersion: asked.model,
    responseId: answer.id === '' ? asked.callId : answer.id,
  }
}

const reasons: Record<StopReason, string> = {
  end: 'STOP',
  length: 'MAX_TOKENS',
  tools: 'STOP',
  sequence: 'STOP',
  filter: 'SAFETY',
  refusal: 'SAFETY',
  pause: 'OTHER',
}

export function finishReasonOf(stop: StopReason): string {
  return reasons[stop]
}

export function geminiUsage(tokens: TokenCounts): JsonObject {
  const prompt = inputTokensOf(tokens)
  return {
    promptTokenCount: prompt,
    candidatesTokenCount: tokens.output + tokens.audioOut,
    totalTokenCount: prompt + outputTokensOf(tokens),
    ...(tokens.cacheRead > 0 ? { cachedContentTokenCount: tokens.cacheRead } : {}),
    ...(tokens.reasoning > 0 ? { thoughtsTokenCount: tokens.reasoning } : {}),
  }
}

function candidateOf({ parts, stop }: ChatChoice, index: number): JsonObject {
  const sources = parts.flatMap((part) => (part.kind === 'text' ? (part.citations ?? []) : []))
  return {
    content: { role: 'model', parts: parts.flatMap(partOf) },
    finishReason: finishReasonOf(stop),
    index,
    ...(sources.length > 0 ? { citationMetadata: { citationSources: sources.map(sourceOf) } } : {}),
  }
}

/** A citation as Google tells of one, with all its provider said where it is no address. */
export function sourceOf(citation: JsonObject): JsonObject {
  const uri = citation.uri ?? citation.url
  return typeof uri === 'string' ? { uri, title: citation.title } : { ...citation }
}

export function partOf(part: Part): JsonObject[] {
  switch (part.kind) {
    case 'text':
      return [{ text: part.text }]
    case 'reasoning':
      if (part.redacted !== undefined) return []
      return [{ text: part.text, thought: true, ...signed(part.signature) }]
    case 'toolCall': {
      const args = parseInput(part.input) ?? { input: part.input }
      return [{ functionCall: { id: part.id, name: part.name, args }, ...signed(part.signature) }]
    }
    default:
      return part.kind === 'other' ? [part.value] : []
  }
}

function signed(signature: string | undefined): JsonObject {
  return signature === undefined ? {} : { thoughtSignature: signature }
}
